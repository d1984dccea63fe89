// What Streamlit runs for each picture: it fetches the picture's module once, and hands on each message. With the
// page's name comes what is said of a picture that does not come; until that is there, it is tried again by itself.

export default function ({ data, parentElement, setTriggerValue: send }) {
  const root = parentElement.querySelector(".derby");
  const own = (root.own ??= { send, html: root.innerHTML });
  own.data = data;
  if (own.picture || !own.on) show(root, own);
  return () => {
    root.own = null;
    own.picture?.destroy();
  };
}

async function show(root, own) {
  const at = root.dataset;
  own.on = true;
  try {
    if (!own.picture) {
      root.innerHTML = own.html;
      const all = await import(new URL(at.module, document.baseURI));
      own.picture = await all[at.create](root, at.plotly, own);
      if (root.own !== own) return own.picture.destroy();
    }
    await own.picture.update(own.data);
  } catch (error) {
    console.error(error);
    own.picture?.destroy();
    own.picture = null;
    const say = document.querySelector(".derby-failed");
    if (!say) return setTimeout(show, 99, root, own);
    root.innerHTML = say.innerHTML;
    root.lastChild.onclick = () => show(root, own);
  }
}
