package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses items from their text, as printed by {@link ItemText}. A guess at the data is accepted
 * only if it formats to the text that was read, so that none is wrong.
 */
final class ItemWords {
  private static final Pattern WORDS = Pattern.compile("([A-Za-z][A-Za-z ]*?)(?:\\s*\\((.*)\\))?");
  private static final int[] SIZES = {0, 1, 2, 4};
  private static final int LONGEST = 5;

  /** A name of an item and the upper bits of its prefix. */
  private record Named(String name, int type, int tag) {}

  private static final List<Named> NAMES =
      List.of(
          new Named("Input", Item.MAIN, Item.INPUT),
          new Named("Output", Item.MAIN, Item.OUTPUT),
          new Named("Feature", Item.MAIN, Item.FEATURE),
          new Named("Collection", Item.MAIN, Item.COLLECTION),
          new Named("End Collection", Item.MAIN, Item.END_COLLECTION),
          new Named("Usage Page", Item.GLOBAL, Item.USAGE_PAGE),
          new Named("Logical Minimum", Item.GLOBAL, Item.LOGICAL_MINIMUM),
          new Named("Logical Maximum", Item.GLOBAL, Item.LOGICAL_MAXIMUM),
          new Named("Physical Minimum", Item.GLOBAL, Item.PHYSICAL_MINIMUM),
          new Named("Physical Maximum", Item.GLOBAL, Item.PHYSICAL_MAXIMUM),
          new Named("Unit Exponent", Item.GLOBAL, Item.UNIT_EXPONENT),
          new Named("Unit", Item.GLOBAL, Item.UNIT),
          new Named("Report Size", Item.GLOBAL, Item.REPORT_SIZE),
          new Named("Report ID", Item.GLOBAL, Item.REPORT_ID),
          new Named("Report Count", Item.GLOBAL, Item.REPORT_COUNT),
          new Named("Push", Item.GLOBAL, Item.PUSH),
          new Named("Pop", Item.GLOBAL, Item.POP),
          new Named("Usage", Item.LOCAL, Item.USAGE),
          new Named("Usage Minimum", Item.LOCAL, Item.USAGE_MINIMUM),
          new Named("Usage Maximum", Item.LOCAL, Item.USAGE_MAXIMUM),
          new Named("Designator Index", Item.LOCAL, Item.DESIGNATOR_INDEX),
          new Named("Designator Minimum", Item.LOCAL, Item.DESIGNATOR_MINIMUM),
          new Named("Designator Maximum", Item.LOCAL, Item.DESIGNATOR_MAXIMUM),
          new Named("String Index", Item.LOCAL, Item.STRING_INDEX),
          new Named("String Minimum", Item.LOCAL, Item.STRING_MINIMUM),
          new Named("String Maximum", Item.LOCAL, Item.STRING_MAXIMUM),
          new Named("Delimiter", Item.LOCAL, Item.DELIMITER));

  private static final List<String> FLAGS =
      List.of("Cnst", "Var", "Rel", "Wrap", "NonLin", "NoPref", "Null", "Vol", "Buff");

  /** Words for a flag that is not set. */
  private static final List<String> UNSET = List.of("Data", "Arr", "Abs");

  private ItemWords() {}

  /** Whether a text starts like that of an item. */
  static boolean areWords(String text) {
    return named(text) != null;
  }

  private static @Nullable Named named(String text) {
    Matcher m = WORDS.matcher(text);
    if (m.matches()) {
      for (Named named : NAMES) {
        if (named.name().equalsIgnoreCase(m.group(1).strip())) {
          return named;
        }
      }
    }
    return null;
  }

  /** Names of items, for messages. */
  static String names() {
    return String.join(", ", NAMES.stream().map(Named::name).toList());
  }

  /**
   * The bytes of an item; null if there is none with this text.
   *
   * @param text the text
   * @param state state before the item; not changed
   * @param size preferred number of data bytes, if sufficient; -1 for the minimum
   */
  static byte @Nullable [] bytes(String text, ItemText state, int size) {
    Named named = named(text);
    if (named == null) {
      return null;
    }
    Matcher m = WORDS.matcher(text);
    String value = m.matches() && m.group(2) != null ? m.group(2).strip() : "";
    List<Long> guesses = guesses(named, value, state.page());
    for (long guess : guesses) {
      for (int bytes : sizes(size, guess)) {
        byte[] item = item(named, guess, bytes);
        if (says(item, state, named, value)) {
          return item;
        }
      }
    }
    return null;
  }

  /** The preferred size, then those with room for the sign from the smallest on, then all. */
  private static List<Integer> sizes(int wanted, long value) {
    List<Integer> sizes = new ArrayList<>();
    if (wanted >= 0) {
      sizes.add(wanted);
    }
    for (int size : SIZES) {
      long limit = size == 0 ? 0 : 1L << 8 * size - 1;
      if (size == 0 ? value == 0 && wanted == 0 : value >= -limit && value < limit) {
        sizes.add(size);
      }
    }
    for (int size : SIZES) {
      sizes.add(size);
    }
    return sizes;
  }

  private static byte[] item(Named named, long value, int size) {
    byte[] bytes = new byte[1 + size];
    bytes[0] = (byte) (named.tag() << 4 | named.type() << 2 | (size == 4 ? 3 : size));
    for (int i = 0; i < size; i++) {
      bytes[1 + i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }

  /** Whether this is the text of the item; numbers may be formatted differently. */
  private static boolean says(byte[] bytes, ItemText state, Named named, String value) {
    Item item = new ItemReader(bytes).next();
    if (item == null || bytes.length > LONGEST) {
      return false;
    }
    String words = state.copy().next(item);
    String written = value.isEmpty() ? named.name() : named.name() + " (" + value + ")";
    if (words.equalsIgnoreCase(written) || flags(value) != null && isData(named)) {
      return words.equalsIgnoreCase(written) || sameFlags(words, value);
    }
    Long number = number(value);
    if (number == null) {
      return isUsage(named) && words.endsWith(")") && isAnother(words, value, item);
    }
    long data =
        number < 0 || item.signed() < 0 && number == item.signed()
            ? item.signed()
            : item.unsigned();
    return data == number;
  }

  /** Whether it is a usage of a page other than the current one, named with or without its page. */
  private static boolean isAnother(String words, String value, Item item) {
    return item.size() == 4 && Usages.find(value).contains(item.bits()) && !words.isEmpty();
  }

  private static boolean isUsage(Named named) {
    return named.type() == Item.LOCAL && named.tag() <= Item.USAGE_MAXIMUM;
  }

  private static boolean isData(Named named) {
    return named.type() == Item.MAIN
        && (named.tag() == Item.INPUT || named.tag() == Item.OUTPUT || named.tag() == Item.FEATURE);
  }

  private static boolean sameFlags(String words, String value) {
    Long read = flags(words.substring(words.indexOf('(') + 1, words.length() - 1));
    Long written = flags(value);
    return read != null && read.equals(written);
  }

  // ---- guesses at the data

  private static List<Long> guesses(Named named, String value, int page) {
    List<Long> all = new ArrayList<>();
    Long number = number(value);
    if (number != null) {
      all.add(number);
      all.add(number & 0xf); // a unit exponent
    }
    if (named.type() == Item.MAIN) {
      main(named, value, all);
    } else if (named.type() == Item.GLOBAL && named.tag() == Item.USAGE_PAGE) {
      Integer found = Usages.findPage(value);
      if (found != null) {
        all.add((long) found);
      }
    } else if (named.type() == Item.GLOBAL && named.tag() == Item.UNIT) {
      unit(value, all);
    } else if (isUsage(named)) {
      usages(value, page, all);
    } else if (named.type() == Item.LOCAL && named.tag() == Item.DELIMITER) {
      all.add(value.equalsIgnoreCase("Open") ? 1L : 0L);
    }
    if (value.isEmpty()) {
      all.add(0L);
    }
    return all;
  }

  private static void main(Named named, String value, List<Long> all) {
    if (named.tag() == Item.COLLECTION) {
      for (int type = 0; type <= 0xff; type++) {
        if (Collection.typeName(type).equalsIgnoreCase(value)) {
          all.add((long) type);
        }
      }
    } else if (isData(named)) {
      Long flags = flags(value);
      if (flags != null) {
        all.add(flags);
      }
    }
  }

  private static @Nullable Long flags(String value) {
    long flags = 0;
    for (String word : value.split(",", -1)) {
      String one = word.strip();
      int bit = one.equalsIgnoreCase("Bit7") ? 7 : indexOf(FLAGS, one);
      if (bit >= 0) {
        flags |= 1L << bit;
      } else if (indexOf(UNSET, one) < 0) {
        return null;
      }
    }
    return flags;
  }

  private static int indexOf(List<String> words, String word) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equalsIgnoreCase(word)) {
        return i;
      }
    }
    return -1;
  }

  /** Usages of the current page by id only, those of another one with their page. */
  private static void usages(String value, int page, List<Long> all) {
    List<Integer> found = Usages.find(value);
    for (int usage : found) {
      if (usage >>> 16 == page) {
        all.add((long) (usage & 0xffff));
      }
    }
    for (int usage : found) {
      all.add(Integer.toUnsignedLong(usage));
    }
  }

  private static void unit(String value, List<Long> all) {
    for (int system = 0; system < ItemText.SYSTEMS.length; system++) {
      String name = ItemText.SYSTEMS[system];
      if (value.equalsIgnoreCase(name)) {
        all.add((long) system);
      } else if (system > 0
          && value.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
        Long unit = dimensions(value.substring(name.length() + 1).strip(), system);
        if (unit != null) {
          all.add(unit);
        }
      }
    }
  }

  private static @Nullable Long dimensions(String text, int system) {
    long unit = system;
    for (String part : text.split("\\*", -1)) {
      int hat = part.indexOf('^');
      String name = (hat < 0 ? part : part.substring(0, hat)).strip();
      Long power = hat < 0 ? Long.valueOf(1) : number(part.substring(hat + 1).strip());
      int dimension = -1;
      for (int i = 0; i < ItemText.DIMENSIONS.length; i++) {
        if (ItemText.DIMENSIONS[i][system - 1].equalsIgnoreCase(name) && dimension < 0) {
          dimension = i;
        }
      }
      if (dimension < 0 || power == null || power < -8 || power > 7) {
        return null;
      }
      unit |= (power & 0xf) << 4 * (dimension + 1);
    }
    return unit;
  }

  /** A number in C syntax, of at most 33 bits including the sign; null for others. */
  private static @Nullable Long number(String text) {
    try {
      long value = Long.decode(text.startsWith("+") ? text.substring(1) : text);
      return value >= Integer.MIN_VALUE && value <= 0xffffffffL ? (Long) value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
