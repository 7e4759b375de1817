package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Formats items as text. Must process the items from the first one on, since the name of a usage
 * depends on the current page. Also handles invalid descriptors.
 */
final class ItemText {
  private record Saved(int page, boolean signedLogical, boolean signedPhysical) {}

  private static final int PUSHES_FOLLOWED = 64;

  static final String[] SYSTEMS = {
    "None", "SI Linear", "SI Rotation", "English Linear", "English Rotation"
  };
  // One row per nibble from the second on: length, mass, time, temperature, current, light.
  static final String[][] DIMENSIONS = {
    {"cm", "rad", "in", "deg"},
    {"g", "g", "slug", "slug"},
    {"s", "s", "s", "s"},
    {"K", "K", "F", "F"},
    {"A", "A", "A", "A"},
    {"cd", "cd", "cd", "cd"}
  };

  private int page;
  private boolean signedLogical;
  private boolean signedPhysical;
  private final ArrayDeque<Saved> saved = new ArrayDeque<>();

  /** The bytes of an item in two-digit hex with blanks between. */
  static String hex(byte[] bytes, Item item) {
    StringBuilder text = new StringBuilder();
    for (int i = item.offset(); i < item.end(); i++) {
      text.append(i == item.offset() ? "" : " ").append(HexFormat.of().toHexDigits(bytes[i]));
    }
    return text.toString();
  }

  /** A copy that continues from here independently. */
  ItemText copy() {
    ItemText other = new ItemText();
    other.page = page;
    other.signedLogical = signedLogical;
    other.signedPhysical = signedPhysical;
    other.saved.addAll(saved);
    return other;
  }

  /** The current usage page. */
  int page() {
    return page;
  }

  /** The text of the next item. */
  String next(Item item) {
    if (item.isLong()) {
      return "Long Item (tag 0x%02x, %d bytes)".formatted(item.tag(), item.size());
    }
    return switch (item.type()) {
      case Item.MAIN -> main(item);
      case Item.GLOBAL -> global(item);
      case Item.LOCAL -> local(item);
      default -> "Reserved (tag 0x%x, 0x%x)".formatted(item.tag(), item.bits());
    };
  }

  private static String main(Item item) {
    return switch (item.tag()) {
      case Item.INPUT -> "Input (" + flags(item.bits(), false) + ")";
      case Item.OUTPUT -> "Output (" + flags(item.bits(), true) + ")";
      case Item.FEATURE -> "Feature (" + flags(item.bits(), true) + ")";
      case Item.COLLECTION -> "Collection (" + Collection.typeName(item.bits() & 0xff) + ")";
      case Item.END_COLLECTION -> "End Collection";
      default -> "Unknown Main (tag 0x%x, 0x%x)".formatted(item.tag(), item.bits());
    };
  }

  /** Flags of a main item in the customary short words. */
  static String flags(int flags, boolean hasVolatile) {
    StringBuilder text = new StringBuilder();
    text.append((flags & Field.CONSTANT) != 0 ? "Cnst" : "Data");
    text.append((flags & Field.VARIABLE) != 0 ? ",Var" : ",Arr");
    text.append((flags & Field.RELATIVE) != 0 ? ",Rel" : ",Abs");
    text.append((flags & Field.WRAP) != 0 ? ",Wrap" : "");
    text.append((flags & Field.NON_LINEAR) != 0 ? ",NonLin" : "");
    text.append((flags & Field.NO_PREFERRED) != 0 ? ",NoPref" : "");
    text.append((flags & Field.NULL_STATE) != 0 ? ",Null" : "");
    text.append((flags & Field.VOLATILE) == 0 ? "" : hasVolatile ? ",Vol" : ",Bit7");
    text.append((flags & Field.BUFFERED_BYTES) != 0 ? ",Buff" : "");
    return text.toString();
  }

  private String global(Item item) {
    return switch (item.tag()) {
      case Item.USAGE_PAGE -> {
        page = item.bits() & 0xffff;
        yield "Usage Page (" + Usages.pageName(page) + ")";
      }
      case Item.LOGICAL_MINIMUM -> {
        signedLogical = item.signed() < 0;
        yield "Logical Minimum (" + item.signed() + ")";
      }
      case Item.LOGICAL_MAXIMUM ->
          "Logical Maximum (" + (signedLogical ? item.signed() : item.unsigned()) + ")";
      case Item.PHYSICAL_MINIMUM -> {
        signedPhysical = item.signed() < 0;
        yield "Physical Minimum (" + item.signed() + ")";
      }
      case Item.PHYSICAL_MAXIMUM ->
          "Physical Maximum (" + (signedPhysical ? item.signed() : item.unsigned()) + ")";
      case Item.UNIT_EXPONENT -> "Unit Exponent (" + ItemState.unitExponent(item) + ")";
      case Item.UNIT -> "Unit (" + unit(item.bits()) + ")";
      case Item.REPORT_SIZE -> "Report Size (" + item.unsigned() + ")";
      case Item.REPORT_ID -> "Report ID (" + item.unsigned() + ")";
      case Item.REPORT_COUNT -> "Report Count (" + item.unsigned() + ")";
      case Item.PUSH -> {
        if (saved.size() < PUSHES_FOLLOWED) {
          saved.push(new Saved(page, signedLogical, signedPhysical));
        }
        yield "Push";
      }
      case Item.POP -> {
        Saved back = saved.pollFirst();
        if (back != null) {
          page = back.page();
          signedLogical = back.signedLogical();
          signedPhysical = back.signedPhysical();
        }
        yield "Pop";
      }
      default -> "Unknown Global (tag 0x%x, 0x%x)".formatted(item.tag(), item.bits());
    };
  }

  private String local(Item item) {
    return switch (item.tag()) {
      case Item.USAGE -> "Usage (" + usage(item) + ")";
      case Item.USAGE_MINIMUM -> "Usage Minimum (" + usage(item) + ")";
      case Item.USAGE_MAXIMUM -> "Usage Maximum (" + usage(item) + ")";
      case Item.DESIGNATOR_INDEX -> "Designator Index (" + item.unsigned() + ")";
      case Item.DESIGNATOR_MINIMUM -> "Designator Minimum (" + item.unsigned() + ")";
      case Item.DESIGNATOR_MAXIMUM -> "Designator Maximum (" + item.unsigned() + ")";
      case Item.STRING_INDEX -> "String Index (" + item.unsigned() + ")";
      case Item.STRING_MINIMUM -> "String Minimum (" + item.unsigned() + ")";
      case Item.STRING_MAXIMUM -> "String Maximum (" + item.unsigned() + ")";
      case Item.DELIMITER -> "Delimiter (" + (item.bits() != 0 ? "Open" : "Close") + ")";
      default -> "Unknown Local (tag 0x%x, 0x%x)".formatted(item.tag(), item.bits());
    };
  }

  private String usage(Item item) {
    return item.size() > 2 ? Usages.name(item.bits()) : Usages.name(page, item.bits());
  }

  /** Words for a unit: system, then each dimension with its power. */
  static String unit(int unit) {
    int system = unit & 0xf;
    if (system >= SYSTEMS.length || unit >>> 28 != 0) {
      return "0x%08x".formatted(unit);
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < DIMENSIONS.length; i++) {
      int power = unit << 24 - 4 * i >> 28;
      if (power != 0) {
        String name = system == 0 ? "?" : DIMENSIONS[i][system - 1];
        parts.add(power == 1 ? name : name + "^" + power);
      }
    }
    return parts.isEmpty() ? SYSTEMS[system] : SYSTEMS[system] + ": " + String.join("*", parts);
  }
}
