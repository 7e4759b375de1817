package io.github.hidbpf4j.bpf.btf.header;

import java.util.List;

/** A position in a list of tokens that ends with an END token. */
final class TokenCursor {
  private final List<Token> tokens;
  private int pos;

  TokenCursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(pos);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(pos + ahead, tokens.size() - 1));
  }

  Token next() {
    Token t = tokens.get(pos);
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

  Token expect(String text, String where) {
    Token t = peek();
    if (!t.is(text)) {
      throw new HeaderException(t, "found " + t.shown() + ", expected '" + text + "' " + where);
    }
    return next();
  }

  Token identifier(String what) {
    Token t = peek();
    if (!t.isIdentifier()) {
      throw new HeaderException(t, "found " + t.shown() + ", expected " + what);
    }
    return next();
  }

  Token string(String what) {
    Token t = peek();
    if (t.kind() != Token.Kind.STRING) {
      throw new HeaderException(t, "found " + t.shown() + ", expected " + what);
    }
    return next();
  }
}
