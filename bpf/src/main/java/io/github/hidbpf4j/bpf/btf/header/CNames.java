package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Names under which types appear in C. BTF may have several types of one name, C may not: the
 * second becomes {@code NAME___2}, as in bpftool, which CO-RE treats as a flavour of {@code NAME}.
 */
final class CNames {
  private static final Set<String> KEYWORDS =
      Set.of(
          "asm",
          "auto",
          "break",
          "case",
          "char",
          "const",
          "continue",
          "default",
          "do",
          "double",
          "else",
          "enum",
          "extern",
          "float",
          "for",
          "goto",
          "if",
          "inline",
          "int",
          "long",
          "register",
          "restrict",
          "return",
          "short",
          "signed",
          "sizeof",
          "static",
          "struct",
          "switch",
          "typedef",
          "typeof",
          "union",
          "unsigned",
          "void",
          "volatile",
          "while");

  private record Tag(String kind, int id) {}

  private final Map<Integer, String> names = new HashMap<>();
  private final Map<String, Integer> ordinary = new HashMap<>();
  private final Map<String, String> enumerators = new HashMap<>();

  CNames(Btf btf) {
    // gcc-built kernels have it as a type; in clang it is built in, with another size
    ordinary.put("__builtin_va_list", 1);
    nameTags(btf);
    for (int id = 1; id <= btf.size(); id++) {
      BtfType t = btf.type(id);
      if (t instanceof BtfType.Enumeration e) {
        for (BtfType.Enumerator v : e.values()) {
          enumerators.put(id + " " + v.name(), unique(identifier(v.name()), ordinary));
        }
      } else if (t instanceof BtfType.Typedef) {
        names.put(id, unique(identifier(t.name()), ordinary));
      }
    }
  }

  private void nameTags(Btf btf) {
    Map<String, Tag> defined = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (int id = 1; id <= btf.size(); id++) {
      BtfType t = btf.type(id);
      boolean isTag = t instanceof BtfType.Composite || t instanceof BtfType.Enumeration;
      if (isTag && !t.name().isEmpty()) {
        defined.putIfAbsent(t.name(), new Tag(kind(t), id));
        names.put(id, unique(identifier(t.name()), counts));
      }
    }
    for (int id = 1; id <= btf.size(); id++) {
      BtfType t = btf.type(id);
      if (t instanceof BtfType.Forward) {
        Tag tag = defined.computeIfAbsent(t.name(), _ -> new Tag(kind(t), 0));
        String name = identifier(t.name());
        names.put(id, tag.kind().equals(kind(t)) ? name : unique(name, counts));
      }
    }
  }

  static String kind(BtfType t) {
    return switch (t) {
      case BtfType.Composite c -> c.union() ? "union" : "struct";
      case BtfType.Forward f -> f.union() ? "union" : "struct";
      case BtfType.Enumeration _ -> "enum";
      default -> "";
    };
  }

  private static String unique(String name, Map<String, Integer> counts) {
    int n = counts.merge(name, 1, Integer::sum);
    if (n == 1) {
      return name;
    }
    String numbered = name + "___" + n;
    return counts.containsKey(numbered) ? unique(name, counts) : numbered;
  }

  /** The name in C of the struct, union, enum or typedef with this id. */
  String of(int id) {
    return names.getOrDefault(id, "");
  }

  /** The name in C of an enumerator. */
  String enumerator(int enumId, String name) {
    return enumerators.getOrDefault(enumId + " " + name, name);
  }

  /** Whether a typedef or enumerator has this name. */
  boolean isTaken(String name) {
    return ordinary.containsKey(name);
  }

  /** The name itself where C allows it; other characters become underscores. */
  static String identifier(String name) {
    if (KEYWORDS.contains(name)) {
      return name + "_";
    }
    StringBuilder b = new StringBuilder(name);
    for (int i = 0; i < b.length(); i++) {
      if (!Lexer.isIdentifierPart(b.charAt(i))) {
        b.setCharAt(i, '_');
      }
    }
    if (!b.isEmpty() && !Lexer.isIdentifierStart(b.charAt(0))) {
      b.insert(0, '_');
    }
    return b.toString();
  }
}
