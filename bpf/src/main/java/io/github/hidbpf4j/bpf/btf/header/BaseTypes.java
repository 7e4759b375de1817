package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** C's arithmetic types on x86-64, named and encoded in BTF as clang does. */
final class BaseTypes {
  /** The index type of arrays in clang's BTF. */
  static final BtfType.Int ARRAY_INDEX = integer("__ARRAY_SIZE_TYPE__", 4, false);

  private static final Map<String, String> ALIASES =
      Map.of("__signed__", "signed", "__signed", "signed");

  private static final Set<String> WORDS =
      Set.of(
          "char",
          "short",
          "int",
          "long",
          "signed",
          "unsigned",
          "float",
          "double",
          "_Bool",
          "__int128");

  private static final Map<String, BtfType> BY_WORDS =
      Map.ofEntries(
          entry("char", integer("char", 1, true)),
          entry("char signed", integer("signed char", 1, true)),
          entry("char unsigned", integer("unsigned char", 1, false)),
          entry("short", integer("short", 2, true)),
          entry("short unsigned", integer("unsigned short", 2, false)),
          entry("int", integer("int", 4, true)),
          entry("unsigned", integer("unsigned int", 4, false)),
          entry("long", integer("long", 8, true)),
          entry("long unsigned", integer("unsigned long", 8, false)),
          entry("long long", integer("long long", 8, true)),
          entry("long long unsigned", integer("unsigned long long", 8, false)),
          entry("__int128", integer("__int128", 16, true)),
          entry("__int128 unsigned", integer("unsigned __int128", 16, false)),
          entry("_Bool", new BtfType.Int("_Bool", 1, false, false, true, 0, 8)),
          entry("float", new BtfType.FloatType("float", 4)),
          entry("double", new BtfType.FloatType("double", 8)),
          entry("double long", new BtfType.FloatType("long double", 16)));

  private BaseTypes() {}

  private static Map.Entry<String, BtfType> entry(String words, BtfType type) {
    return Map.entry(words, type);
  }

  private static BtfType.Int integer(String name, int size, boolean signed) {
    return new BtfType.Int(name, size, signed, false, false, 0, size * 8);
  }

  /** The base type keyword that this word stands for, or null. */
  static @Nullable String word(String word) {
    String w = ALIASES.getOrDefault(word, word);
    return WORDS.contains(w) ? w : null;
  }

  /** The type that these keywords name in any order, or null when they don't go together. */
  static @Nullable BtfType of(List<String> words) {
    List<String> w = new ArrayList<>(words);
    Collections.sort(w);
    if (w.contains("int") && w.size() > 1) {
      w.remove("int");
    }
    // "signed" matters only for char
    if (w.contains("signed") && !w.contains("char")) {
      w.remove("signed");
      if (w.isEmpty()) {
        w.add("int");
      }
    }
    return BY_WORDS.get(String.join(" ", w));
  }

  /**
   * The C spelling of a BTF integer, whichever compiler named it; chosen by size if the name is
   * unknown.
   */
  static String spelling(BtfType.Int type) {
    BtfType known = of(List.of(type.name().split(" ")));
    if (known instanceof BtfType.Int i && i.size() == type.size()) {
      return i.name();
    }
    if (type.isBool() && type.size() == 1) {
      return "_Bool";
    }
    return switch (type.size()) {
      case 1 -> type.signed() ? "signed char" : "unsigned char";
      case 2 -> type.signed() ? "short" : "unsigned short";
      case 4 -> type.signed() ? "int" : "unsigned int";
      case 8 -> type.signed() ? "long long" : "unsigned long long";
      case 16 -> type.signed() ? "__int128" : "unsigned __int128";
      default -> throw new HeaderException("INT '" + type.name() + "' has size " + type.size());
    };
  }

  /** One name for an integer type, however the compiler orders its words. */
  static String canonical(BtfType.Int type) {
    if (type.name().equals("char") && type.size() == 1) {
      // gcc calls it unsigned in BTF, clang signed
      return "char";
    }
    String shape = (type.signed() ? "i" : type.isBool() ? "b" : "u") + type.bits();
    return of(List.of(type.name().split(" "))) instanceof BtfType.Int known
        ? known.name() + " (" + shape + ")"
        : "'" + type.name() + "' (" + shape + ")";
  }

  /** The C spelling of a floating-point type. */
  static String spelling(BtfType.FloatType type) {
    return switch (type.size()) {
      case 4 -> "float";
      case 8 -> "double";
      case 2 -> "_Float16";
      // BPF's long double has 8 bytes: an integer of the same size keeps the layout
      default -> type.size() == 16 ? "unsigned __int128" : "double";
    };
  }
}
