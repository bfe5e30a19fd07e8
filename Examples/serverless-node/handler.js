// SPDX-License-Identifier: Apache-2.0
'use strict';

const crypto = require('node:crypto');
const http = require('node:http');
const https = require('node:https');

// The tenant's public keys by their ids, as long as this instance lives.
let keys = new Map();

function download(url, callback) {
  const client = url.startsWith('https:') ? https : http;
  const request = client.get(url, { timeout: 5000 }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (piece) => { text += piece; });
    response.on('end', () => {
      if (response.statusCode !== 200) return callback(new Error(`${url} answered ${response.statusCode}`));
      callback(null, text);
    });
    response.on('error', callback);
  });
  request.on('timeout', () => request.destroy(new Error(`${url} did not answer`)));
  request.on('error', callback);
}

// Finds a key. An id that is not known may be that of a new key: tenants change them.
function findKey(kid, callback) {
  if (keys.has(kid)) return callback(null, keys.get(kid));
  download(process.env.JWKS_URI, (error, text) => {
    if (error) return callback(error);
    try {
      const published = JSON.parse(text).keys.filter((key) => key.kty === 'RSA' && key.use !== 'enc');
      keys = new Map(published.map((key) => [key.kid, crypto.createPublicKey({ key, format: 'jwk' })]));
    } catch (broken) {
      return callback(broken);
    }
    callback(null, keys.get(kid));
  });
}

// Reads a JSON object in base64url, one of the first two parts of a token; null when it is none.
function decode(part) {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

// Whether the claims are those of a token for this API that holds now (RFC 7519 §4.1).
function areAccepted(claims) {
  const now = Date.now() / 1000;
  const audiences = [].concat(claims.aud);
  return claims.iss === process.env.TOKEN_ISSUER
    && audiences.includes(process.env.AUDIENCE)
    && typeof claims.sub === 'string'
    && typeof claims.exp === 'number' && now < claims.exp
    && (claims.nbf === undefined || (typeof claims.nbf === 'number' && claims.nbf <= now));
}

// Verifies a token (RFC 7515 §5.2): its claims, or null when it is not to be trusted. An error is for what says nothing about
// the token: keys that cannot be had.
function verify(token, callback) {
  const parts = token.split('.');
  if (parts.length !== 3) return callback(null, null);
  const [header, claims] = [decode(parts[0]), decode(parts[1])];
  // The algorithm is ours to choose. A token that names another one, or none, may be a trick (RFC 8725 §3.1).
  if (!header || !claims || header.alg !== 'RS256' || typeof header.kid !== 'string' || 'crit' in header) {
    return callback(null, null);
  }
  findKey(header.kid, (error, key) => {
    if (error) return callback(error);
    if (!key) return callback(null, null);
    const signature = Buffer.from(parts[2], 'base64url');
    const isGenuine = crypto.verify('RSA-SHA256', Buffer.from(`${parts[0]}.${parts[1]}`), key, signature);
    callback(null, isGenuine && areAccepted(claims) ? claims : null);
  });
}

function policy(principalId, effect, methodArn) {
  // For the whole stage and not for this method alone: API Gateway keeps the answer for the token, and holds it against the
  // caller's next request, which may be for another method.
  const [apiArn, stage] = methodArn.split('/');
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: `${apiArn}/${stage}/*` }],
    },
  };
}

module.exports.customAuthorizer = (event, context, callback) => {
  const match = /^Bearer ([^ ]+)$/i.exec(event.authorizationToken || '');
  // "Unauthorized" is the one word of which API Gateway makes a 401. All other errors become a 500.
  if (!match) return callback('Unauthorized');
  // To see the latter: an authorizer of your own has no such line.
  if (match[1] === 'throw') throw new Error('the authorizer has a bug');
  verify(match[1], (error, claims) => {
    if (error) return callback(error);
    if (!claims) return callback('Unauthorized');
    // Genuine, and yet not allowed: the answer is a 403.
    const effect = claims['https://gateway.localhost/blocked'] === true ? 'Deny' : 'Allow';
    callback(null, policy(claims.sub, effect, event.methodArn));
  });
};

module.exports.public = (event, context, callback) => {
  callback(null, { message: 'Welcome to our Public API!' });
};

module.exports.private = (event, context, callback) => {
  callback(null, { message: 'Only logged in users can see this', user: event.principalId });
};
