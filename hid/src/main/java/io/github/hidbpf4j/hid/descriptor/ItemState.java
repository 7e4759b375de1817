package io.github.hidbpf4j.hid.descriptor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Global and local items in force. The parser and the group scan share it: the scan continues where
 * the parser would stop, so a refused item still stores its value, as in the kernel. The methods
 * return the kernel's message for an error, or null.
 *
 * <p>Source: {@code hid_parser_global}, {@code hid_parser_local} and {@code
 * hid_concatenate_last_usage_page} in {@code drivers/hid/hid-core.c}, Linux 6.12.
 */
final class ItemState {
  private static final int PUSH_DEPTH = 4;

  /** Global items, as saved by Push. */
  record Globals(
      int usagePage,
      int logicalMinimum,
      int logicalMaximum,
      int physicalMinimum,
      int physicalMaximum,
      int unitExponent,
      int unit,
      int reportId,
      int reportSize,
      int reportCount) {}

  int usagePage;
  int logicalMinimum;
  int logicalMaximum;
  int physicalMinimum;
  int physicalMaximum;
  int unitExponent;
  int unit;
  int reportId;
  int reportSize;
  int reportCount;
  private final ArrayDeque<Globals> saved = new ArrayDeque<>(PUSH_DEPTH);

  private final List<UsageList.Range> usages = new ArrayList<>();
  private int usageCount;
  private int usageMinimum;
  private int delimiterDepth;
  private int delimiterBranch;

  /** A remark on the last item that does not make it invalid. */
  private @Nullable String remark;

  @Nullable String global(Item item) {
    int value = item.bits();
    switch (item.tag()) {
      case Item.PUSH -> {
        if (saved.size() == PUSH_DEPTH) {
          return "global environment stack overflow: at most 4 levels of Push";
        }
        saved.push(save());
      }
      case Item.POP -> {
        if (saved.isEmpty()) {
          return "global environment stack underflow: Pop without Push";
        }
        restore(saved.pop());
      }
      case Item.USAGE_PAGE -> usagePage = value;
      case Item.LOGICAL_MINIMUM -> logicalMinimum = item.signed();
      case Item.LOGICAL_MAXIMUM -> logicalMaximum = logicalMinimum < 0 ? item.signed() : value;
      case Item.PHYSICAL_MINIMUM -> physicalMinimum = item.signed();
      case Item.PHYSICAL_MAXIMUM -> physicalMaximum = physicalMinimum < 0 ? item.signed() : value;
      case Item.UNIT_EXPONENT -> unitExponent = unitExponent(item);
      case Item.UNIT -> unit = value;
      case Item.REPORT_SIZE -> {
        reportSize = value;
        if (Integer.compareUnsigned(value, DescriptorParser.MAX_REPORT_SIZE) > 0) {
          return "invalid report_size " + item.unsigned() + ": at most 256 bits";
        }
      }
      case Item.REPORT_COUNT -> {
        reportCount = value;
        if (Integer.compareUnsigned(value, DescriptorParser.MAX_USAGES) > 0) {
          return "invalid report_count " + item.unsigned() + ": at most 12288";
        }
      }
      case Item.REPORT_ID -> {
        reportId = value;
        if (value == 0 || Integer.compareUnsigned(value, DescriptorParser.MAX_REPORT_ID) > 0) {
          return "report_id " + item.unsigned() + " is invalid: expected 1 to 255";
        }
      }
      default -> {
        return "unknown global tag 0x%x".formatted(item.tag());
      }
    }
    return null;
  }

  /** Devices write the exponent as a nibble or as a whole signed number; both are understood. */
  static int unitExponent(Item item) {
    int value = item.signed();
    return (value & ~0xf) == 0 ? value << 28 >> 28 : value;
  }

  /**
   * @param collection index of the innermost open collection, 0 if none
   */
  @Nullable String local(Item item, int collection) {
    int value = item.bits();
    if (item.tag() == Item.DELIMITER) {
      return delimiter(value != 0);
    }
    if (item.tag() <= Item.USAGE_MAXIMUM && delimiterBranch > 1) {
      remark = "alternative usage ignored";
      return null;
    }
    switch (item.tag()) {
      case Item.USAGE -> {
        return addUsages(value, 1, item.size(), collection);
      }
      case Item.USAGE_MINIMUM -> usageMinimum = value;
      case Item.USAGE_MAXIMUM -> {
        return usageMaximum(value, item.size(), collection);
      }
      default -> {
        if (item.tag() > Item.DELIMITER || item.tag() == 6) {
          remark = "unknown local item tag 0x%x ignored".formatted(item.tag());
        }
      }
    }
    return null;
  }

  private @Nullable String delimiter(boolean open) {
    if (open) {
      if (delimiterDepth != 0) {
        return "nested delimiters";
      }
      delimiterDepth++;
      delimiterBranch++;
    } else {
      if (delimiterDepth < 1) {
        return "bogus close delimiter";
      }
      delimiterDepth--;
    }
    return null;
  }

  /** All in 32-bit arithmetic that wraps, as in the kernel, which matters for hostile ranges. */
  private @Nullable String usageMaximum(int maximum, int size, int collection) {
    int last = maximum;
    if (Integer.compareUnsigned(last - usageMinimum + usageCount, DescriptorParser.MAX_USAGES)
        >= 0) {
      remark = "ignoring exceeding usage max";
      last = DescriptorParser.MAX_USAGES - usageCount + usageMinimum - 1;
      if (last == 0) {
        return "no more usage index available: at most 12288 usages";
      }
    }
    // A range that ends at 2^32 - 1 does not end in the kernel's loop either: it fills the table.
    long count =
        last == -1
            ? Long.MAX_VALUE
            : Integer.toUnsignedLong(last) - Integer.toUnsignedLong(usageMinimum) + 1;
    return count <= 0 ? null : addUsages(usageMinimum, count, size, collection);
  }

  private @Nullable String addUsages(int first, long count, int size, int collection) {
    int added = (int) Math.min(count, DescriptorParser.MAX_USAGES - usageCount);
    if (added > 0) {
      boolean extended = size > 2;
      int usage = extended ? first : usagePage << 16 | first & 0xffff;
      usages.add(new UsageList.Range(usage, added, extended, collection));
      usageCount += added;
    }
    return added < count ? "usage index exceeded: at most 12288 usages" : null;
  }

  /**
   * To be called at a main item: a usage page set after the usages applies to them, except those
   * before one that already has that page.
   */
  void concatenateUsagePage() {
    for (int i = usages.size() - 1; i >= 0; i--) {
      UsageList.Range range = usages.get(i);
      if (range.extended()) {
        continue;
      }
      if (range.first() >>> 16 == usagePage) {
        break;
      }
      int usage = usagePage << 16 | range.first() & 0xffff;
      usages.set(i, new UsageList.Range(usage, range.count(), false, range.collection()));
    }
  }

  UsageList usages() {
    return UsageList.of(usages);
  }

  boolean hasUsages() {
    return usageCount > 0;
  }

  int firstUsage() {
    return usageCount == 0 ? 0 : usages.getFirst().first();
  }

  boolean delimiterOpen() {
    return delimiterDepth != 0;
  }

  /** To be called after a main item. */
  void resetLocals() {
    usages.clear();
    usageCount = 0;
    usageMinimum = 0;
    delimiterDepth = 0;
    delimiterBranch = 0;
  }

  /** Returns and clears the remark on the last item. */
  @Nullable String pollRemark() {
    String taken = remark;
    remark = null;
    return taken;
  }

  private Globals save() {
    return new Globals(
        usagePage,
        logicalMinimum,
        logicalMaximum,
        physicalMinimum,
        physicalMaximum,
        unitExponent,
        unit,
        reportId,
        reportSize,
        reportCount);
  }

  private void restore(Globals globals) {
    usagePage = globals.usagePage();
    logicalMinimum = globals.logicalMinimum();
    logicalMaximum = globals.logicalMaximum();
    physicalMinimum = globals.physicalMinimum();
    physicalMaximum = globals.physicalMaximum();
    unitExponent = globals.unitExponent();
    unit = globals.unit();
    reportId = globals.reportId();
    reportSize = globals.reportSize();
    reportCount = globals.reportCount();
  }
}
