package io.github.hidbpf4j.hid.descriptor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a report descriptor with the rules and limits of Linux's HID core: what it accepts is
 * accepted, what it refuses is refused at the same item.
 *
 * <p>Source: {@code hid_open_report} and its callees in {@code drivers/hid/hid-core.c}, Linux 6.12.
 */
public final class DescriptorParser {
  /** Longest descriptor in bytes. */
  public static final int MAX_DESCRIPTOR_SIZE = 4096;

  /** Maximum size of an element in bits. */
  public static final int MAX_REPORT_SIZE = 256;

  /** Maximum number of usages, and of elements, of a field. */
  public static final int MAX_USAGES = 12288;

  /** Largest report id. */
  public static final int MAX_REPORT_ID = 255;

  /** Maximum number of fields with usages per report; the HID core drops the rest. */
  public static final int MAX_FIELDS = 256;

  /**
   * Size in bytes of a report buffer, including one for the id, unless the transport has a limit.
   */
  public static final int MAX_BUFFER_SIZE = 16384;

  /** Size in bytes of a report buffer on uhid. */
  public static final int UHID_MAX_BUFFER_SIZE = 4096;

  private record Key(ReportType type, int id) {
    // Written by hand: javac's are linked at first use, which costs some milliseconds at start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key(ReportType otherType, int otherId)
          && type == otherType
          && id == otherId;
    }

    @Override
    public int hashCode() {
      return id * 3 + type.ordinal();
    }
  }

  private static final class Draft {
    final int application;
    final List<Field> fields = new ArrayList<>();
    int bits;
    int fieldsWithUsages;

    Draft(int application) {
      this.application = application;
    }
  }

  private final byte[] bytes;
  private final int maxBits;
  private final ItemState state = new ItemState();
  private final List<Collection> collections = new ArrayList<>();
  private final ArrayDeque<Collection> open = new ArrayDeque<>();
  private final Map<Key, Draft> reports = new LinkedHashMap<>();
  private final List<ReportDescriptor.Warning> warnings = new ArrayList<>();

  private DescriptorParser(byte[] bytes, int maxBufferSize) {
    this.bytes = bytes;
    this.maxBits = (maxBufferSize - 1) * 8;
  }

  /**
   * Parses a descriptor for a transport whose reports have a limited length.
   *
   * @param bytes the descriptor; the array is copied
   * @param maxBufferSize maximum length of a report in bytes, id byte included, such as {@link
   *     #MAX_BUFFER_SIZE} or {@link #UHID_MAX_BUFFER_SIZE}
   * @return the parsed descriptor
   * @throws DescriptorException if the HID core would refuse it
   */
  public static ReportDescriptor parse(byte[] bytes, int maxBufferSize) {
    checkLength(bytes);
    return new DescriptorParser(bytes.clone(), maxBufferSize).parse();
  }

  static void checkLength(byte[] bytes) {
    if (bytes.length > MAX_DESCRIPTOR_SIZE) {
      throw new DescriptorException(
          MAX_DESCRIPTOR_SIZE,
          "the descriptor is " + bytes.length + " bytes long: at most " + MAX_DESCRIPTOR_SIZE);
    }
  }

  private ReportDescriptor parse() {
    ItemReader reader = new ItemReader(bytes);
    for (Item item = reader.next(); item != null; item = reader.next()) {
      if (item.isLong()) {
        throw new DescriptorException(item.offset(), "unexpected long global item");
      }
      String error =
          switch (item.type()) {
            case Item.MAIN -> main(item);
            case Item.GLOBAL -> state.global(item);
            case Item.LOCAL -> state.local(item, open.isEmpty() ? 0 : open.getFirst().index());
            default -> {
              warn(item, "reserved item type, tag 0x%x ignored".formatted(item.tag()));
              yield null;
            }
          };
      if (error != null) {
        throw new DescriptorException(
            item.offset(), error + " (item " + ItemText.hex(bytes, item) + ")");
      }
      String remark = state.pollRemark();
      if (remark != null) {
        warn(item, remark);
      }
    }
    if (bytes.length == 0 || !reader.atEnd()) {
      throw new DescriptorException(
          reader.offset(),
          "item fetching failed at offset %d/%d: %s"
              .formatted(
                  reader.offset(),
                  bytes.length,
                  bytes.length == 0 ? "the descriptor is empty" : "the last item is cut off"));
    }
    if (!open.isEmpty()) {
      throw new DescriptorException(
          bytes.length,
          "unbalanced collection at end of report description: the one at offset "
              + open.getFirst().offset()
              + " is not closed");
    }
    if (state.delimiterOpen()) {
      throw new DescriptorException(
          bytes.length, "unbalanced delimiter at end of report description");
    }
    List<ReportLayout> layouts = new ArrayList<>();
    reports.forEach(
        (key, draft) ->
            layouts.add(
                new ReportLayout(
                    key.type(), key.id(), draft.bits, draft.application, draft.fields)));
    return new ReportDescriptor(bytes, collections, layouts, warnings);
  }

  private @Nullable String main(Item item) {
    state.concatenateUsagePage();
    String error =
        switch (item.tag()) {
          case Item.COLLECTION -> {
            Collection opened =
                new Collection(
                    collections.size(),
                    item.bits() & 0xff,
                    state.firstUsage(),
                    open.peekFirst(),
                    item.offset());
            collections.add(opened);
            open.push(opened);
            yield null;
          }
          case Item.END_COLLECTION ->
              open.pollFirst() == null
                  ? "collection stack underflow: End Collection without Collection"
                  : null;
          case Item.INPUT -> field(item, ReportType.INPUT);
          case Item.OUTPUT -> field(item, ReportType.OUTPUT);
          case Item.FEATURE -> field(item, ReportType.FEATURE);
          default -> {
            String kind = item.tag() > Item.END_COLLECTION ? "reserved" : "unknown";
            warn(item, "%s main item tag 0x%x".formatted(kind, item.tag()));
            yield null;
          }
        };
    state.resetLocals();
    return error;
  }

  private @Nullable String field(Item item, ReportType type) {
    int application = enclosing(Collection.APPLICATION);
    Draft report =
        reports.computeIfAbsent(new Key(type, state.reportId), key -> new Draft(application));
    if (state.logicalMinimum < 0
        ? state.logicalMaximum < state.logicalMinimum
        : Integer.compareUnsigned(state.logicalMaximum, state.logicalMinimum) < 0) {
      return "logical range invalid 0x%x 0x%x: the maximum is below the minimum"
          .formatted(state.logicalMinimum, state.logicalMaximum);
    }
    int bitOffset = report.bits;
    report.bits += state.reportSize * state.reportCount;
    if (report.bits > maxBits) {
      return "report is too long: %s report %d has %d bits here, at most %d"
          .formatted(type.text(), state.reportId, report.bits, maxBits);
    }
    if (state.hasUsages() && ++report.fieldsWithUsages > MAX_FIELDS) {
      warn(item, "too many fields in report: the HID core ignores those beyond 256");
      state.resetLocals();
    }
    report.fields.add(
        new Field(
            type,
            state.reportId,
            item.offset(),
            bitOffset,
            state.reportSize,
            state.reportCount,
            item.bits(),
            state.logicalMinimum,
            state.logicalMaximum,
            state.physicalMinimum,
            state.physicalMaximum,
            state.unit,
            state.unitExponent,
            state.usages(),
            application,
            enclosing(Collection.PHYSICAL),
            enclosing(Collection.LOGICAL),
            open.peekFirst()));
    return null;
  }

  private int enclosing(int type) {
    for (Collection collection : open) {
      if (collection.type() == type) {
        return collection.usage();
      }
    }
    return 0;
  }

  private void warn(Item item, String message) {
    warnings.add(new ReportDescriptor.Warning(item.offset(), message));
  }
}
