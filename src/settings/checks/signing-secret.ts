/** Standard Webhooks: 24 to 64 bytes in base64. */
export const SIGNING_SECRET = /^(whsec_)?(?=.{32,88}$)([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Never repeats the value. */
export const SIGNING_SECRET_RULE = 'must be 24 to 64 random bytes in base64, with or without whsec_ before them';
