// What the page carries, and where a visitor's changes are kept in the browser: apart for each set of examples, since ids
// and tokens of another shop on the same address would mean nothing to this one.
export const config = JSON.parse(document.getElementById("config").textContent);

const prefix = `tradewind:${config.fingerprint}:`;
export const storage = {
  getItem: (key) => localStorage.getItem(prefix + key),
  setItem: (key, value) => localStorage.setItem(prefix + key, value),
  removeItem: (key) => localStorage.removeItem(prefix + key),
  clear: () => ownKeys().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return ownKeys().length;
  },
};

function ownKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
}

// A value that components can follow, and that survives a reload.
export function kept(name, initial) {
  const stored = storage.getItem(name);
  let value = stored === null ? initial : { ...initial, ...JSON.parse(stored) };
  const followers = new Set();
  const subscribe = (follower) => {
    followers.add(follower);
    return () => followers.delete(follower);
  };
  return {
    get: () => value,
    set: (changes) => {
      value = { ...value, ...changes };
      storage.setItem(name, JSON.stringify(value));
      followers.forEach((follower) => follower());
    },
    use: () => React.useSyncExternalStore(subscribe, () => value),
  };
}
