/** The first lines of a city's file, with one service: connections and routes follow. */
export const OAKVILLE = `id: oakville
name: Oakville
timeZone: Europe/London
contact: Town hall
keyService: Ask us
services: [{ code: TREE, name: Tree }]
`;
