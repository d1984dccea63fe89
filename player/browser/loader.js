// What Streamlit runs for each picture: it fetches the picture's module once, and hands on each message. With the
// page's name, which is there before, comes what is said of a picture that does not come.

export default function ({ data, parentElement, setTriggerValue: send }) {
  const root = parentElement.querySelector(".derby");
  root.html ??= root.innerHTML;
  const own = (root.own ??= { send });
  own.data = data;
  if (own.picture || !own.begun) show(root, own);
  return () => {
    root.own = null;
    own.picture?.destroy();
  };
}

async function show(root, own) {
  const { module, create, plotly } = root.dataset;
  own.begun = true;
  try {
    if (!own.picture) {
      const made = await import(new URL(module, document.baseURI));
      own.picture = await made[create](root, plotly, own);
      if (root.own !== own) return own.picture.destroy();
    }
    await own.picture.update(own.data);
  } catch (error) {
    console.error(error);
    own.picture?.destroy();
    own.picture = null;
    root.innerHTML = document.querySelector(".derby-failed").innerHTML;
    root.lastChild.title = error;
    root.lastChild.onclick = () => {
      root.innerHTML = root.html;
      show(root, own);
    };
  }
}
