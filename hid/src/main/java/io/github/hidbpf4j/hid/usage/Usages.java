package io.github.hidbpf4j.hid.usage;

import io.github.hidbpf4j.hid.HidException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of usage pages and usages (HID Usage Tables 1.5). A usage is one number with the page in
 * the upper and the id in the lower 16 bits. Every usage has a text: what the tables do not name is
 * shown by its numbers, and {@link #find} reads all of these texts back.
 */
public final class Usages {
  /** First of the pages that belong to vendors. */
  public static final int FIRST_VENDOR_PAGE = 0xff00;

  private static final String SEPARATOR = " / ";
  private static final String VENDOR_PAGE = "Vendor Defined Page 0x";
  private static final String UNKNOWN_PAGE = "Unknown Page 0x";

  /** Page of the sensors, whose usage ids have a modifier in the upper nibble. */
  private static final int SENSORS = 0x20;

  private static final int MODIFIER_BITS = 0xf000;
  private static final String MODIFIER = "Modifier: ";

  private static final Map<Integer, String> PAGES = new HashMap<>();
  private static final Map<Integer, String> NAMES = new HashMap<>();
  // Pages whose usages are counted instead of listed, with the word in front of the number.
  private static final Map<Integer, String> COUNTED = new HashMap<>();
  private static final Map<String, List<Integer>> BY_NAME = new HashMap<>();

  static {
    load();
  }

  private Usages() {}

  /** Name of a page, such as "Generic Desktop"; "Vendor Defined Page 0xFF00" and the like. */
  public static String pageName(int page) {
    String name = PAGES.get(page & 0xffff);
    if (name != null) {
      return name;
    }
    return ((page & 0xffff) >= FIRST_VENDOR_PAGE ? VENDOR_PAGE : UNKNOWN_PAGE)
        + "%04X".formatted(page & 0xffff);
  }

  /** Name of a usage, page in the upper 16 bits. */
  public static String name(int usage) {
    return name(usage >>> 16, usage & 0xffff);
  }

  /**
   * Name of a usage, such as "Wheel", "Button 7", "Vendor Defined Page 0xFF00 / 0x21".
   *
   * @param page page, 16 bits
   * @param id usage id, 16 bits
   */
  public static String name(int page, int id) {
    String known = NAMES.get(of(page, id));
    if (known != null) {
      return known;
    }
    String word = COUNTED.get(page & 0xffff);
    if (word != null) {
      return word + " " + (id & 0xffff);
    }
    String modified = (page & 0xffff) == SENSORS ? modified(id & 0xffff) : null;
    if (modified != null) {
      return modified;
    }
    return pageName(page) + SEPARATOR + "0x%02X".formatted(id & 0xffff);
  }

  /**
   * {@code Data Field: Illuminance (Threshold High)}: what a sensor usage with a modifier is (HID
   * Usage Tables 1.5, section 22); null where one of both has no name.
   */
  private static @Nullable String modified(int id) {
    String modifier = NAMES.get(of(SENSORS, id & MODIFIER_BITS));
    String base = NAMES.get(of(SENSORS, id & ~MODIFIER_BITS));
    return modifier == null || base == null || (id & ~MODIFIER_BITS) == 0
        ? null
        : base + " (" + modifier.substring(MODIFIER.length()) + ")";
  }

  private static @Nullable Integer findModified(String name) {
    int open = name.lastIndexOf(" (");
    if (open < 0 || !name.endsWith(")")) {
      return null;
    }
    Integer modifier = sensor(MODIFIER + name.substring(open + 2, name.length() - 1));
    Integer base = sensor(name.substring(0, open));
    return modifier == null || base == null || (base & MODIFIER_BITS) != 0
        ? null
        : Integer.valueOf(base | modifier);
  }

  private static @Nullable Integer sensor(String name) {
    for (int usage : BY_NAME.getOrDefault(key(name), List.of())) {
      if (usage >>> 16 == SENSORS) {
        return usage;
      }
    }
    return null;
  }

  /** Numbers and names of all pages that the tables have, in rising order. */
  public static SortedMap<Integer, String> pages() {
    return new TreeMap<>(PAGES);
  }

  /** All usages of a page that the tables name, by id, in rising order. */
  public static SortedMap<Integer, String> namesOf(int page) {
    SortedMap<Integer, String> names = new TreeMap<>();
    NAMES.forEach(
        (usage, name) -> {
          if (usage >>> 16 == page) {
            names.put(usage & 0xffff, name);
          }
        });
    return names;
  }

  /** Page and id in one number. */
  public static int of(int page, int id) {
    return page << 16 | id & 0xffff;
  }

  /** Whether the tables name this usage, or count it. */
  public static boolean isKnown(int usage) {
    return NAMES.containsKey(usage)
        || COUNTED.containsKey(usage >>> 16)
        || usage >>> 16 == SENSORS && modified(usage & 0xffff) != null;
  }

  /**
   * The usages with this name, in rising order; empty if there is none. Case does not matter. Some
   * names are used on several pages; {@code "Page / Name"} tells them apart.
   */
  public static List<Integer> find(String name) {
    List<Integer> known = BY_NAME.get(key(name));
    if (known != null) {
      return List.copyOf(known);
    }
    Integer counted = findCounted(name);
    if (counted != null) {
      return List.of(counted);
    }
    Integer modified = findModified(name.strip());
    if (modified != null) {
      return List.of(modified);
    }
    int cut = name.indexOf(SEPARATOR);
    if (cut < 0) {
      return List.of();
    }
    Integer page = findPage(name.substring(0, cut));
    if (page == null) {
      return List.of();
    }
    String rest = name.substring(cut + SEPARATOR.length()).strip();
    Integer id = hex(rest, "0x");
    if (id != null) {
      return List.of(of(page, id));
    }
    return find(rest).stream().filter(usage -> usage >>> 16 == page).toList();
  }

  /** The page with this name, as {@link #pageName} writes it, or null. */
  public static @Nullable Integer findPage(String name) {
    String wanted = key(name);
    for (Map.Entry<Integer, String> page : PAGES.entrySet()) {
      if (key(page.getValue()).equals(wanted)) {
        return page.getKey();
      }
    }
    Integer vendor = hex(wanted, key(VENDOR_PAGE));
    return vendor != null ? vendor : hex(wanted, key(UNKNOWN_PAGE));
  }

  private static @Nullable Integer findCounted(String name) {
    String wanted = key(name);
    for (Map.Entry<Integer, String> page : COUNTED.entrySet()) {
      String word = key(page.getValue()) + " ";
      if (wanted.startsWith(word)) {
        Integer id = number(wanted.substring(word.length()), 10);
        if (id != null) {
          return of(page.getKey(), id);
        }
      }
    }
    return null;
  }

  private static @Nullable Integer hex(String text, String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length())
        ? number(text.substring(prefix.length()), 16)
        : null;
  }

  private static @Nullable Integer number(String digits, int radix) {
    if (digits.isEmpty() || digits.length() > 5) {
      return null;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), radix);
      if (digit < 0) {
        return null;
      }
      value = value * radix + digit;
    }
    return value > 0xffff ? null : value;
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The resource has one line per page, {@code PAGE NAME} in hex or {@code PAGE *WORD} for a page
   * whose usages are counted with that word, and below it a line {@code ID NAME} per usage.
   */
  private static void load() {
    try (InputStream in = Usages.class.getResourceAsStream("usages.txt")) {
      if (in == null) {
        throw new HidException("usages.txt: not found beside " + Usages.class.getName());
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      int page = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty() || line.charAt(0) == '#') {
          continue;
        }
        boolean usageLine = line.charAt(0) == ' ';
        String entry = line.strip();
        int cut = entry.indexOf(' ');
        int number = Integer.parseInt(entry, 0, cut, 16);
        String name = entry.substring(cut + 1);
        if (usageLine) {
          NAMES.put(of(page, number), name);
          BY_NAME.computeIfAbsent(key(name), ignored -> new ArrayList<>()).add(of(page, number));
          continue;
        }
        page = number;
        int star = name.indexOf('*');
        if (star >= 0) {
          COUNTED.put(page, name.substring(star + 1));
          name = name.substring(0, star).strip();
        }
        PAGES.put(page, name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
