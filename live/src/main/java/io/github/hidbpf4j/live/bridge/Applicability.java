package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bridge cannot do for a device that the kernel's own HID-BPF can: a bridge gets reports
 * after the kernel's checks and after the driver. Measured on Linux 6.12; for the kernel see {@code
 * hid_report_raw_event} in {@code drivers/hid/hid-core.c}.
 *
 * @param obstacles why the fix would not do its job; it is not applied then
 * @param doubts what may go wrong
 */
public record Applicability(List<String> obstacles, List<String> doubts) {
  /** Drivers that leave descriptor and reports as they are. */
  private static final Set<String> NEUTRAL = Set.of("hid-generic", "hid-multitouch");

  /** Copies. */
  public Applicability {
    obstacles = List.copyOf(obstacles);
    doubts = List.copyOf(doubts);
  }

  /** Whether a driver leaves descriptor and reports as they are. */
  static boolean isNeutral(String driver) {
    return NEUTRAL.contains(driver);
  }

  /** What is known about a device before looking at any program. */
  public static Applicability of(LiveDevice device) {
    List<String> obstacles = new ArrayList<>();
    List<String> doubts = new ArrayList<>();
    if (isClone(device)) {
      obstacles.add("it is the clone of a bridge; name the original");
    }
    if (device.driver().isEmpty()) {
      obstacles.add(
          "no driver has bound it: none is loaded (modprobe hid-generic), or its report descriptor "
              + "does not parse, which only HID-BPF in the kernel can fix");
    } else if (device.hidraw() == null) {
      obstacles.add(
          "it has no hidraw node (driver %s, CONFIG_HIDRAW): its reports cannot be read"
              .formatted(device.driver()));
    } else if (!isNeutral(device.driver())) {
      doubts.add(
          "driver %s may have changed the report descriptor and may keep reports for itself; the clone gets hid-generic"
              .formatted(device.driver()));
    }
    return new Applicability(obstacles, doubts);
  }

  /**
   * What is known once the programs have made their descriptor.
   *
   * @param own the original's descriptor
   * @param fixed the descriptor that the programs made of it
   */
  static Applicability of(@Nullable ReportDescriptor own, @Nullable ReportDescriptor fixed) {
    List<String> obstacles = new ArrayList<>();
    List<String> doubts = new ArrayList<>();
    if (fixed == null) {
      obstacles.add("the report descriptor that the programs made does not parse");
    } else if (own != null) {
      boolean numbered = own.isNumbered(ReportType.INPUT);
      for (ReportLayout report : fixed.reports(ReportType.INPUT)) {
        ReportLayout before = own.report(ReportType.INPUT, report.id());
        if (before == null && numbered) {
          obstacles.add(
              "the programs add report %d, which the device's own descriptor does not declare: the kernel drops such reports before hidraw"
                  .formatted(report.id()));
        } else if (before != null && report.length() < before.length()) {
          doubts.add(
              "the programs shorten report %d from %d to %d bytes: if the device sends it shorter than it declares, the kernel drops it before hidraw"
                  .formatted(report.id(), before.length(), report.length()));
        }
      }
    }
    return new Applicability(obstacles, doubts);
  }

  /** Whether a device is a clone made by one of our bridges. */
  public static boolean isClone(LiveDevice device) {
    return device.info().phys().startsWith(Bridge.PHYS_PREFIX);
  }

  /**
   * The sysfs name of the original of one of our clones; "" for any other device.
   *
   * @see Bridge#PHYS_PREFIX
   */
  public static String originalOf(LiveDevice clone) {
    if (!isClone(clone)) {
      return "";
    }
    // hidbpf4j/BBBB:VVVV:PPPP.IIII/input0
    String path = clone.info().phys().substring(Bridge.PHYS_PREFIX.length());
    int end = path.indexOf('/');
    return end < 0 ? path : path.substring(0, end);
  }

  Applicability and(Applicability more) {
    List<String> allObstacles = new ArrayList<>(obstacles);
    allObstacles.addAll(more.obstacles);
    List<String> allDoubts = new ArrayList<>(doubts);
    allDoubts.addAll(more.doubts);
    return new Applicability(allObstacles, allDoubts);
  }
}
