/** @param connection id of a connection. @returns of `riverton.example/crm` the part before the last slash. */
export const jurisdictionOf = (connection: string): string => connection.slice(0, connection.lastIndexOf('/'));
