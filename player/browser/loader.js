// What Streamlit runs for each picture: it fetches the picture's module once, and hands on each message. With the
// page's name comes what is said of a picture that does not come.

export default function ({ data, parentElement, setTriggerValue: send }) {
  const root = parentElement.querySelector(".derby");
  if (!root.own) load(root, { send }, (root.own = {}));
  const { own } = root;
  own.data = data;
  own.picture?.update(data);
  return () => {
    root.own = null;
    own.picture?.destroy();
  };
}

async function load(root, host, own) {
  const { module, create, plotly } = root.dataset;
  try {
    const made = await import(new URL(module, document.baseURI));
    own.picture = await made[create](root, plotly, host);
  } catch ({ message }) {
    root.innerHTML = document.querySelector(".derby-failed").innerHTML;
    Object.assign(root.lastChild, { title: message, onclick: () => load(root, host, own) });
    return;
  }
  if (root.own === own) own.picture.update(own.data);
  else own.picture.destroy();
}
