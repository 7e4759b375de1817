package io.github.hidbpf4j.bpf.btf.header;

import java.util.List;

/** A position in a list of tokens that ends with an END token. */
final class TokenCursor {
  private final List<CToken> tokens;
  private int pos;

  TokenCursor(List<CToken> tokens) {
    this.tokens = tokens;
  }

  CToken peek() {
    return tokens.get(pos);
  }

  CToken peek(int ahead) {
    return tokens.get(Math.min(pos + ahead, tokens.size() - 1));
  }

  CToken next() {
    CToken t = tokens.get(pos);
    if (!t.isEnd()) {
      pos++;
    }
    return t;
  }

  boolean accept(String text) {
    if (peek().is(text)) {
      pos++;
      return true;
    }
    return false;
  }

  CToken expect(String text, String where) {
    CToken t = peek();
    if (!t.is(text)) {
      throw new HeaderException(t, "found " + t.shown() + ", expected '" + text + "' " + where);
    }
    return next();
  }

  CToken identifier(String what) {
    CToken t = peek();
    if (!t.isIdentifier()) {
      throw new HeaderException(t, "found " + t.shown() + ", expected " + what);
    }
    return next();
  }

  CToken string(String what) {
    CToken t = peek();
    if (t.kind() != CToken.Kind.STRING) {
      throw new HeaderException(t, "found " + t.shown() + ", expected " + what);
    }
    return next();
  }
}
