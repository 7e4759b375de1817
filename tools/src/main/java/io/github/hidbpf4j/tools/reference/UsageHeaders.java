package io.github.hidbpf4j.tools.reference;

import io.github.hidbpf4j.hid.usage.Usages;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Generates C headers from the usage tables. Names are those used by fixes in the kernel tree and
 * in udev-hid-bpf: the words of a usage joined together, prefixed with the initials of its page.
 */
final class UsageHeaders {
  /** Header of the numbers: {@code HidUsage_GD_Wheel}. */
  static final String NUMBERS = "hid_usages.h";

  /** Header of the descriptor items: {@code Usage_GD_Wheel}. */
  static final String ITEMS = "hid_usage_items.h";

  private static final List<String> DIGITS =
      List.of("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine");

  private static final int BYTE = 0xff;

  /** A macro: its name after the prefix, and its number. */
  private record Named(String name, int number) {}

  private UsageHeaders() {}

  /** Text of each header, by its file name. */
  static Map<String, String> all() {
    return Map.of(NUMBERS, numbers(), ITEMS, items());
  }

  /** Prefix of the usages of each page that has named ones, by page. */
  static Map<Integer, String> prefixes() {
    Map<Integer, String> prefixes = new TreeMap<>();
    Usages.pages()
        .forEach(
            (page, name) -> {
              if (!Usages.namesOf(page).isEmpty()) {
                prefixes.put(page, prefix(name));
              }
            });
    return prefixes;
  }

  private static String numbers() {
    StringBuilder out =
        head("HID_USAGES_H", "The usage tables as numbers: pages, and usages without their page.");
    for (Named page : pages()) {
      out.append("#define HidUsagePage_%s %#04x\n".formatted(page.name(), page.number()));
    }
    Set<String> taken = new TreeSet<>();
    Usages.pages()
        .forEach(
            (page, title) -> {
              heading(out, page, title);
              for (Named usage : usages(page, title, taken)) {
                out.append("#define HidUsage_%s %#04x\n".formatted(usage.name(), usage.number()));
              }
            });
    return out.append("\n#endif\n").toString();
  }

  private static String items() {
    StringBuilder out =
        head(
            "HID_USAGE_ITEMS_H",
            "The usage tables as items of a report descriptor: hid_report_helpers.h includes it.");
    for (Named page : pages()) {
      out.append(
          "#define UsagePage_%s UsagePage_%s(%#04x)\n"
              .formatted(page.name(), width(page.number()), page.number()));
    }
    Set<String> taken = new TreeSet<>();
    Usages.pages()
        .forEach(
            (page, title) -> {
              heading(out, page, title);
              for (Named usage : usages(page, title, taken)) {
                out.append(
                    "#define Usage_%s Usage_%s(%#04x)\n"
                        .formatted(usage.name(), width(usage.number()), usage.number()));
              }
            });
    return out.append("\n#endif\n").toString();
  }

  private static StringBuilder head(String guard, String what) {
    return new StringBuilder(
        """
        /* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
        /*
         * %s
         * Written by scripts/usage-headers from the names of the HID Usage Tables: do not edit.
         */
        #ifndef %s
        #define %s

        """
            .formatted(what, guard, guard));
  }

  private static void heading(StringBuilder out, int page, String title) {
    if (!Usages.namesOf(page).isEmpty()) {
      out.append("\n/* ---- page %#04x, %s */\n\n".formatted(page, title));
    }
  }

  private static List<Named> pages() {
    return Usages.pages().entrySet().stream()
        .map(page -> new Named(word(page.getValue()), page.getKey()))
        .toList();
  }

  /**
   * Names of the usages of a page. Some pages share their initials; the first usage of a name keeps
   * it.
   */
  private static List<Named> usages(int page, String title, Set<String> taken) {
    return Usages.namesOf(page).entrySet().stream()
        .map(usage -> new Named(prefix(title) + "_" + word(usage.getValue()), usage.getKey()))
        .filter(usage -> taken.add(usage.name()))
        .toList();
  }

  private static String width(int number) {
    return number > BYTE ? "i16" : "i8";
  }

  /**
   * The prefix of a page: initials of its words in capitals, or the first three letters of a single
   * word.
   */
  static String prefix(String page) {
    String initials =
        page.codePoints()
            .filter(Character::isUpperCase)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return initials.length() > 1 ? initials : page.substring(0, 3);
  }

  /** Turns a name into a C identifier: letters, digits and underscores, no leading digit. */
  static String word(String name) {
    StringBuilder word = new StringBuilder();
    name.replace("+", "Plus")
        .codePoints()
        .filter(c -> Character.isLetterOrDigit(c) || c == '_')
        .forEach(word::appendCodePoint);
    if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
      word.replace(0, 1, DIGITS.get(word.charAt(0) - '0'));
    }
    return word.toString();
  }
}
