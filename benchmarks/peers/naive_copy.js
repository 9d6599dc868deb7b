const copy = (v) => {
  if (Array.isArray(v)) return v.map(copy);
  if (!v || typeof v != "object") return v;
  const r = {};
  Object.keys(v).forEach((k) => { r[k] = copy(v[k]); });
  return r;
};
