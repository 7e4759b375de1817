package io.github.hidbpf4j.bpf.btf.header;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of the C preprocessor that per-kernel variants need: conditionals and object-like
 * macros. {@code #pragma} is skipped; {@code #include} and function-like macros are refused, since
 * a header that needs them is meant for a compiler.
 */
final class Preprocessor {
  /** Limit on the tokens that macro expansion may make of a small header. */
  static final int MAX_TOKENS = 8_000_000;

  /** Enough for any real header; deeper nesting is an attack or a mistake. */
  private static final int MAX_NESTING = 200;

  private record Conditional(CToken start, boolean parentActive, boolean taken, boolean seenElse) {}

  private final Map<String, List<CToken>> macros = new HashMap<>();
  private final List<CToken> out = new ArrayList<>();
  private final Deque<Conditional> conditionals = new ArrayDeque<>();
  private boolean active = true;
  private int steps;
  private final Set<String> expanding = new HashSet<>();

  /** {@code defines}: macro name to replacement text, like a compiler's {@code -D}. */
  Preprocessor(Map<String, String> defines) {
    defines.forEach(
        (name, text) -> {
          List<CToken> body = Lexer.tokens(new HeaderSource("-D" + name, text));
          macros.put(name, body.subList(0, body.size() - 1));
        });
  }

  /**
   * Adds the preprocessed tokens of a header; its macros remain defined for the following headers.
   */
  void add(HeaderSource source) {
    List<CToken> tokens = Lexer.tokens(source);
    int i = 0;
    while (!tokens.get(i).isEnd()) {
      CToken t = tokens.get(i);
      if (t.is("#") && t.startsLine()) {
        int end = i + 1;
        while (!tokens.get(end).isEnd() && !tokens.get(end).startsLine()) {
          end++;
        }
        directive(t, tokens.subList(i + 1, end));
        i = end;
      } else {
        if (active) {
          expand(t, t, out, true);
        }
        i++;
      }
    }
    Conditional open = conditionals.peek();
    if (open != null) {
      throw new HeaderException(open.start(), "conditional is not closed; expected #endif");
    }
    end = tokens.getLast();
  }

  private @Nullable CToken end;

  /** All tokens so far, then an END token. */
  List<CToken> tokens() {
    List<CToken> all = new ArrayList<>(out);
    all.add(end == null ? new CToken(CToken.Kind.END, "", "(no header)", 1, 1, true) : end);
    return all;
  }

  /** Adds the expansion of a token; {@code program} is false for the tokens of a directive. */
  private void expand(CToken t, CToken use, List<CToken> to, boolean program) {
    if (++steps > MAX_TOKENS) {
      throw new HeaderException(use, "header expands to more than " + MAX_TOKENS + " tokens");
    }
    List<CToken> body = t.isIdentifier() ? macros.get(t.text()) : null;
    // a macro's name inside its own expansion is not expanded (C17 6.10.3.4)
    if (body == null || !expanding.add(t.text())) {
      to.add(program && !expanding.isEmpty() ? t.at(use) : t);
      return;
    }
    if (expanding.size() > MAX_NESTING) {
      throw new HeaderException(use, "macros nested deeper than " + MAX_NESTING + " levels");
    }
    for (CToken b : body) {
      expand(b, use, to, program);
    }
    expanding.remove(t.text());
  }

  private void directive(CToken hash, List<CToken> line) {
    if (line.isEmpty()) {
      return;
    }
    CToken name = line.getFirst();
    List<CToken> rest = line.subList(1, line.size());
    switch (name.text()) {
      case "if" -> push(name, active && condition(name, rest));
      case "ifdef" -> push(name, active && macros.containsKey(onlyName(name, rest)));
      case "ifndef" -> push(name, active && !macros.containsKey(onlyName(name, rest)));
      case "elif" -> {
        Conditional c = pop(name, false);
        boolean now = c.parentActive() && !c.taken() && condition(name, rest);
        conditionals.push(new Conditional(c.start(), c.parentActive(), c.taken() || now, false));
        active = now;
      }
      case "else" -> {
        Conditional c = pop(name, false);
        conditionals.push(new Conditional(c.start(), c.parentActive(), true, true));
        active = c.parentActive() && !c.taken();
      }
      case "endif" -> active = pop(name, true).parentActive();
      default -> {
        if (active) {
          activeDirective(hash, name, rest);
        }
      }
    }
  }

  private void activeDirective(CToken hash, CToken name, List<CToken> rest) {
    switch (name.text()) {
      case "define" -> define(name, rest);
      case "undef" -> macros.remove(onlyName(name, rest));
      case "pragma", "warning", "line" -> {}
      case "error" -> {
        StringBuilder text = new StringBuilder("#error");
        rest.forEach(t -> text.append(' ').append(t.text()));
        throw new HeaderException(hash, text.toString());
      }
      case "include" ->
          throw new HeaderException(
              hash, "#include is not supported; pass the headers one after another");
      default ->
          throw new HeaderException(
              name,
              "unknown directive #"
                  + name.text()
                  + ", expected define, undef, if, ifdef, ifndef, elif, else, endif, pragma");
    }
  }

  private void define(CToken directive, List<CToken> rest) {
    if (rest.isEmpty() || !rest.getFirst().isIdentifier()) {
      throw new HeaderException(directive, "#define needs a name");
    }
    CToken name = rest.getFirst();
    if (rest.size() > 1 && rest.get(1).is("(") && touches(name, rest.get(1))) {
      throw new HeaderException(
          name,
          "macro " + name.shown() + " takes arguments; only object-like macros are supported");
    }
    macros.put(name.text(), List.copyOf(rest.subList(1, rest.size())));
  }

  private static boolean touches(CToken a, CToken b) {
    return a.line() == b.line() && a.column() + a.text().length() == b.column();
  }

  private static String onlyName(CToken directive, List<CToken> rest) {
    if (rest.size() != 1 || !rest.getFirst().isIdentifier()) {
      throw new HeaderException(directive, "#" + directive.text() + " needs exactly one name");
    }
    return rest.getFirst().text();
  }

  private void push(CToken start, boolean now) {
    if (conditionals.size() >= MAX_NESTING) {
      throw new HeaderException(
          start, "conditionals nested deeper than " + MAX_NESTING + " levels");
    }
    conditionals.push(new Conditional(start, active, now, false));
    active = now;
  }

  private Conditional pop(CToken directive, boolean endif) {
    Conditional c = conditionals.poll();
    if (c == null) {
      throw new HeaderException(directive, "#" + directive.text() + " without #if");
    }
    if (!endif && c.seenElse()) {
      throw new HeaderException(directive, "#" + directive.text() + " after #else");
    }
    return c;
  }

  private boolean condition(CToken directive, List<CToken> rest) {
    List<CToken> expanded = new ArrayList<>();
    for (int i = 0; i < rest.size(); i++) {
      CToken t = rest.get(i);
      if (!t.is("defined")) {
        expand(t, t, expanded, false);
        continue;
      }
      boolean parens = i + 1 < rest.size() && rest.get(i + 1).is("(");
      int at = i + (parens ? 2 : 1);
      if (at >= rest.size()
          || !rest.get(at).isIdentifier()
          || (parens && (at + 1 >= rest.size() || !rest.get(at + 1).is(")")))) {
        throw new HeaderException(t, "'defined' needs a name");
      }
      String value = macros.containsKey(rest.get(at).text()) ? "1" : "0";
      expanded.add(new CToken(CToken.Kind.NUMBER, value, t.file(), t.line(), t.column(), false));
      i = at + (parens ? 1 : 0);
    }
    expanded.add(new CToken(CToken.Kind.END, "", directive.file(), directive.line(), 1, false));
    TokenCursor in = new TokenCursor(expanded);
    if (in.peek().isEnd()) {
      throw new HeaderException(directive, "#" + directive.text() + " without an expression");
    }
    CValue v = new ConstantExpression(in, IN_DIRECTIVE).evaluate();
    if (!in.peek().isEnd()) {
      throw new HeaderException(in.peek(), "found " + in.peek().shown() + " after the expression");
    }
    return v.isTrue();
  }

  /** In a directive, remaining names are 0 and there are no types (C17 6.10.1). */
  private static final ConstantExpression.Names IN_DIRECTIVE =
      new ConstantExpression.Names() {
        @Override
        public CValue value(CToken identifier) {
          return new CValue(0, 64, false);
        }

        @Override
        public boolean startsType(CToken token) {
          return false;
        }

        @Override
        public CValue cast(TokenCursor in, Supplier<CValue> operand) {
          return operand.get();
        }

        @Override
        public CValue typeOperator(CToken keyword, TokenCursor in) {
          throw new HeaderException(keyword, keyword.shown() + " is not allowed in a directive");
        }
      };
}
