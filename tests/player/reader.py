"""HTML as a browser's parser takes it apart."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """The tags of a text in its order, with their attributes, and what stands between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, wanted):
        """The attributes of every tag of that name."""
        return [attributes for tag, attributes in self.tags if tag == wanted]
