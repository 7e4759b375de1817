package io.github.hidbpf4j.hid.usage;

import io.github.hidbpf4j.hid.HidException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of usage pages and usages (HID Usage Tables 1.5). A usage is one number with the page in
 * the upper and the id in the lower 16 bits. Every usage has a text: usages without a name are
 * shown by number, and {@link #find} parses all of these texts.
 */
public final class Usages {
  /** First vendor-defined page. */
  public static final int FIRST_VENDOR_PAGE = 0xff00;

  private static final String SEPARATOR = " / ";
  private static final String VENDOR_PAGE = "Vendor Defined Page 0x";
  private static final String UNKNOWN_PAGE = "Unknown Page 0x";

  /** The sensor page, whose usage ids have a modifier in the upper nibble. */
  private static final int SENSORS = 0x20;

  private static final int MODIFIER_BITS = 0xf000;
  private static final String MODIFIER = "Modifier: ";

  /**
   * The resource has one line per page, {@code PAGE NAME} in hex or {@code PAGE *WORD} for a page
   * whose usages are counted with that word, and below it a line {@code ID NAME} per usage,
   * indented. A page is parsed on first use: a command that needs a few usages does not wait for
   * the thousands of others.
   */
  private static final String TEXT = text();

  private static final Page UNLISTED = new Page("", null, Map.of());
  private static final Map<Integer, Page> PARSED = new ConcurrentHashMap<>();

  /**
   * A page of the tables.
   *
   * @param name empty for none
   * @param counted the word before the number, if usages are numbered instead of listed
   * @param names names of usages, by id
   */
  private record Page(String name, @Nullable String counted, Map<Integer, String> names) {}

  /** The tables as a whole. */
  private static final class All {
    static final SortedMap<Integer, Page> PAGES = new TreeMap<>();
    static final Map<String, List<Integer>> BY_NAME = new HashMap<>();

    static {
      for (int at = 0; at < TEXT.length(); at = TEXT.indexOf('\n', at) + 1) {
        char first = TEXT.charAt(at);
        if (first != ' ' && first != '#') {
          PAGES.put(Integer.parseInt(TEXT, at, TEXT.indexOf(' ', at), 16), parse(at));
        }
      }
      PAGES.forEach(
          (page, listed) ->
              new TreeMap<>(listed.names)
                  .forEach(
                      (id, name) ->
                          BY_NAME
                              .computeIfAbsent(key(name), ignored -> new ArrayList<>())
                              .add(of(page, id))));
    }
  }

  private Usages() {}

  /** Name of a page, such as "Generic Desktop"; "Vendor Defined Page 0xFF00" and the like. */
  public static String pageName(int page) {
    String name = page(page).name;
    if (!name.isEmpty()) {
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
    Page listed = page(page);
    String known = listed.names.get(id & 0xffff);
    if (known != null) {
      return known;
    }
    if (listed.counted != null) {
      return listed.counted + " " + (id & 0xffff);
    }
    String modified = (page & 0xffff) == SENSORS ? modified(id & 0xffff) : null;
    if (modified != null) {
      return modified;
    }
    return pageName(page) + SEPARATOR + "0x%02X".formatted(id & 0xffff);
  }

  /**
   * {@code Data Field: Illuminance (Threshold High)}: the text of a sensor usage with a modifier
   * (HID Usage Tables 1.5, section 22); null if either has no name.
   */
  private static @Nullable String modified(int id) {
    Map<Integer, String> names = page(SENSORS).names;
    String modifier = names.get(id & MODIFIER_BITS);
    String base = names.get(id & 0xffff & ~MODIFIER_BITS);
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
    for (int usage : All.BY_NAME.getOrDefault(key(name), List.of())) {
      if (usage >>> 16 == SENSORS) {
        return usage;
      }
    }
    return null;
  }

  /** Numbers and names of all pages in the tables, in ascending order. */
  public static SortedMap<Integer, String> pages() {
    SortedMap<Integer, String> pages = new TreeMap<>();
    All.PAGES.forEach((number, page) -> pages.put(number, page.name));
    return pages;
  }

  /** All usages of a page that the tables name, by id, in ascending order. */
  public static SortedMap<Integer, String> namesOf(int page) {
    return new TreeMap<>(page(page).names);
  }

  /** Page and id in one number. */
  public static int of(int page, int id) {
    return page << 16 | id & 0xffff;
  }

  /** Whether the tables name this usage, or numbers it. */
  public static boolean isKnown(int usage) {
    Page page = page(usage >>> 16);
    return page.names.containsKey(usage & 0xffff)
        || page.counted != null
        || usage >>> 16 == SENSORS && modified(usage & 0xffff) != null;
  }

  /**
   * The usages with this name, in ascending order; empty if there is none. Case does not matter.
   * Some names are used on several pages; {@code "Page / Name"} distinguishes them.
   */
  public static List<Integer> find(String name) {
    List<Integer> known = All.BY_NAME.get(key(name));
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

  /** The page with this name, as written by {@link #pageName}, or null. */
  public static @Nullable Integer findPage(String name) {
    String wanted = key(name);
    for (Map.Entry<Integer, Page> page : All.PAGES.entrySet()) {
      if (key(page.getValue().name).equals(wanted)) {
        return page.getKey();
      }
    }
    Integer vendor = hex(wanted, key(VENDOR_PAGE));
    return vendor != null ? vendor : hex(wanted, key(UNKNOWN_PAGE));
  }

  private static @Nullable Integer findCounted(String name) {
    String wanted = key(name);
    for (Map.Entry<Integer, Page> page : All.PAGES.entrySet()) {
      String counted = page.getValue().counted;
      String word = counted == null ? null : key(counted) + " ";
      if (word != null && wanted.startsWith(word)) {
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

  private static Page page(int number) {
    int page = number & 0xffff;
    if (page >= FIRST_VENDOR_PAGE) {
      return UNLISTED;
    }
    Page parsed = PARSED.get(page);
    if (parsed == null) {
      String digits = Integer.toHexString(page);
      int at = TEXT.indexOf((digits.length() == 1 ? "\n0" : "\n") + digits + ' ');
      parsed = at < 0 ? UNLISTED : parse(at + 1);
      PARSED.put(page, parsed);
    }
    return parsed;
  }

  /** Parses the page whose line starts there. */
  private static Page parse(int start) {
    int end = TEXT.indexOf('\n', start);
    String name = TEXT.substring(TEXT.indexOf(' ', start) + 1, end);
    int star = name.indexOf('*');
    Map<Integer, String> names = new HashMap<>();
    for (int at = end + 1; at < TEXT.length() && TEXT.charAt(at) == ' '; at = end + 1) {
      end = TEXT.indexOf('\n', at);
      int cut = TEXT.indexOf(' ', at + 1);
      names.put(Integer.parseInt(TEXT, at + 1, cut, 16), TEXT.substring(cut + 1, end));
    }
    return star < 0
        ? new Page(name, null, names)
        : new Page(name.substring(0, star).strip(), name.substring(star + 1), names);
  }

  private static String text() {
    try (InputStream in = Usages.class.getResourceAsStream("usages.txt")) {
      if (in == null) {
        throw new HidException("usages.txt: not found beside " + Usages.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
