package io.github.hidbpf4j.bpf.btf.header;

import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates integer constant expressions (C17 6.6): array sizes, enumerators, {@code #if}. */
final class ConstantExpression {
  /** What the evaluator asks its caller: names, types, operators on types. */
  interface Names {
    /** The value of an identifier, or null when it is not a constant. */
    @Nullable CValue value(CToken identifier);

    /** Whether a type name starts with this token. */
    boolean startsType(CToken token);

    /** Consumes a type name and returns the value {@code operand} converted to it. */
    CValue cast(TokenCursor in, java.util.function.Supplier<CValue> operand);

    /** Consumes the rest of sizeof, _Alignof or __builtin_offsetof, given that keyword. */
    CValue typeOperator(CToken keyword, TokenCursor in);
  }

  private static final int MAX_DEPTH = 200;
  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("||", 1),
          Map.entry("&&", 2),
          Map.entry("|", 3),
          Map.entry("^", 4),
          Map.entry("&", 5),
          Map.entry("==", 6),
          Map.entry("!=", 6),
          Map.entry("<", 7),
          Map.entry(">", 7),
          Map.entry("<=", 7),
          Map.entry(">=", 7),
          Map.entry("<<", 8),
          Map.entry(">>", 8),
          Map.entry("+", 9),
          Map.entry("-", 9),
          Map.entry("*", 10),
          Map.entry("/", 10),
          Map.entry("%", 10));

  private final TokenCursor in;
  private final Names names;
  private int depth;
  private int unevaluated;

  ConstantExpression(TokenCursor in, Names names) {
    this.in = in;
    this.names = names;
  }

  /** Evaluates the expression at the cursor and moves the cursor past it. */
  CValue evaluate() {
    enter();
    CValue condition = binary(1);
    if (in.accept("?")) {
      CValue yes = evaluateIf(condition.isTrue());
      in.expect(":", "in a conditional expression");
      CValue no = evaluateIf(!condition.isTrue());
      condition = condition.isTrue() ? yes.toCommon(no) : no.toCommon(yes);
    }
    depth--;
    return condition;
  }

  private CValue evaluateIf(boolean wanted) {
    unevaluated += wanted ? 0 : 1;
    CValue v = evaluate();
    unevaluated -= wanted ? 0 : 1;
    return v;
  }

  private CValue binary(int minimum) {
    CValue left = unary();
    while (true) {
      CToken op = in.peek();
      Integer precedence = op.kind() == CToken.Kind.PUNCTUATOR ? PRECEDENCE.get(op.text()) : null;
      if (precedence == null || precedence < minimum) {
        return left;
      }
      in.next();
      boolean skipped = (op.is("||") && left.isTrue()) || (op.is("&&") && !left.isTrue());
      unevaluated += skipped ? 1 : 0;
      CValue right = binary(precedence + 1);
      unevaluated -= skipped ? 1 : 0;
      left = apply(op, left, right);
    }
  }

  private CValue apply(CToken op, CValue l, CValue r) {
    CValue a = l.toCommon(r);
    CValue b = r.toCommon(l);
    return switch (op.text()) {
      case "||" -> CValue.of(l.isTrue() || r.isTrue());
      case "&&" -> CValue.of(l.isTrue() && r.isTrue());
      case "==" -> CValue.of(a.value() == b.value());
      case "!=" -> CValue.of(a.value() != b.value());
      case "<" -> CValue.of(l.compare(r) < 0);
      case ">" -> CValue.of(l.compare(r) > 0);
      case "<=" -> CValue.of(l.compare(r) <= 0);
      case ">=" -> CValue.of(l.compare(r) >= 0);
      case "|" -> like(a, a.value() | b.value());
      case "^" -> like(a, a.value() ^ b.value());
      case "&" -> like(a, a.value() & b.value());
      case "+" -> like(a, a.value() + b.value());
      case "-" -> like(a, a.value() - b.value());
      case "*" -> like(a, a.value() * b.value());
      case "/", "%" -> divide(op, a, b);
      default -> shift(op, l, r);
    };
  }

  private CValue divide(CToken op, CValue a, CValue b) {
    if (b.value() == 0) {
      if (unevaluated > 0) {
        return a;
      }
      throw new HeaderException(op, "division by zero in a constant expression");
    }
    boolean quotient = op.is("/");
    if (a.unsigned()) {
      return like(
          a,
          quotient
              ? Long.divideUnsigned(a.value(), b.value())
              : Long.remainderUnsigned(a.value(), b.value()));
    }
    return like(a, quotient ? a.value() / b.value() : a.value() % b.value());
  }

  private CValue shift(CToken op, CValue l, CValue r) {
    if (r.isNegative() || r.isHuge() || r.value() >= l.bits()) {
      if (unevaluated > 0) {
        return l;
      }
      throw new HeaderException(
          op,
          "shift by "
              + (r.isHuge() ? Long.toUnsignedString(r.value()) : Long.toString(r.value()))
              + ", expected 0.."
              + (l.bits() - 1));
    }
    int n = (int) r.value();
    if (op.is("<<")) {
      return like(l, l.value() << n);
    }
    return like(l, l.unsigned() ? l.value() >>> n : l.value() >> n);
  }

  private static CValue like(CValue type, long value) {
    return new CValue(value, type.bits(), type.unsigned());
  }

  private CValue unary() {
    enter();
    CValue v = operand();
    depth--;
    return v;
  }

  private CValue operand() {
    CToken t = in.peek();
    if (in.accept("-")) {
      CValue v = unary();
      return like(v, -v.value());
    }
    if (in.accept("+")) {
      return unary();
    }
    if (in.accept("~")) {
      CValue v = unary();
      return like(v, ~v.value());
    }
    if (in.accept("!")) {
      return CValue.of(!unary().isTrue());
    }
    if (in.accept("(")) {
      if (names.startsType(in.peek())) {
        return names.cast(in, this::unary);
      }
      CValue v = evaluate();
      in.expect(")", "to close the expression");
      return v;
    }
    in.next();
    return switch (t.kind()) {
      case NUMBER -> number(t);
      case CHARACTER -> new CValue(t.text().charAt(0), 32, false);
      case IDENTIFIER -> named(t);
      default -> throw new HeaderException(t, "found " + t.shown() + ", expected a constant");
    };
  }

  private CValue named(CToken t) {
    if (t.is("sizeof") || t.is("_Alignof") || t.is("__builtin_offsetof")) {
      return names.typeOperator(t, in);
    }
    CValue v = names.value(t);
    if (v != null) {
      return v;
    }
    throw new HeaderException(
        t, "unknown name " + t.shown() + " in a constant expression; define it above");
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new HeaderException(
          in.peek(), "expression nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  /** An integer literal with its type (C17 6.4.4.1). */
  static CValue number(CToken t) {
    String s = t.text().toLowerCase(java.util.Locale.ROOT);
    int end = s.length();
    int radix = s.startsWith("0x") ? 16 : s.startsWith("0b") ? 2 : s.startsWith("0") ? 8 : 10;
    while (end > 0 && (s.charAt(end - 1) == 'u' || s.charAt(end - 1) == 'l')) {
      end--;
    }
    String suffix = s.substring(end);
    String digits = s.substring(radix == 16 || radix == 2 ? 2 : 0, end);
    BigInteger big;
    try {
      big = new BigInteger(digits, radix);
    } catch (NumberFormatException _) {
      throw new HeaderException(t, "found " + t.shown() + ", expected an integer constant");
    }
    boolean known = suffix.matches("u?l{0,2}|l{1,2}u");
    if (!known || digits.startsWith("-") || big.bitLength() > 64) {
      throw new HeaderException(
          t, known ? t.shown() + " does not fit 64 bits" : "unknown suffix of number " + t.shown());
    }
    boolean unsigned = suffix.contains("u");
    boolean wide = suffix.contains("l");
    int length = big.bitLength();
    long value = big.longValue();
    if (!wide && length <= 31) {
      return new CValue(value, 32, unsigned);
    }
    if (!wide && length == 32 && (unsigned || radix != 10)) {
      return new CValue(value, 32, true);
    }
    return new CValue(value, 64, unsigned || length == 64);
  }
}
