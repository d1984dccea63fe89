// What Streamlit runs for each picture: it fetches the picture's module once, and hands on each message.

export default function ({ data, parentElement, setTriggerValue: send }) {
  const root = parentElement.querySelector(".derby");
  if (!root.derby) load(root, { send }, (root.derby = {}));
  const { derby } = root;
  derby.data = data;
  derby.picture?.update(data);
  return () => {
    root.derby = null;
    derby.picture?.destroy();
  };
}

async function load(root, host, derby) {
  const { module, create, plotly } = root.dataset;
  try {
    const made = await import(new URL(module, document.baseURI));
    derby.picture = await made[create](root, plotly, host);
  } catch ({ message }) {
    root.textContent = `Not loaded: ${message} `;
    const again = root.appendChild(document.createElement("button"));
    again.textContent = "Try again";
    again.onclick = () => load(root, host, derby);
    return;
  }
  if (root.derby === derby) derby.picture.update(derby.data);
  else derby.picture.destroy();
}
