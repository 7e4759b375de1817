package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bridge cannot do for a device, compared with the kernel's own HID-BPF: it gets reports
 * behind the kernel's checks and behind the driver. Measured on Linux 6.12; of the kernel see
 * {@code drivers/hid/hid-core.c}, {@code hid_report_raw_event}.
 *
 * @param obstacles why the fix would not do what it is for; it is not put on then
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

  /** What can be said of a device before any program is looked at. */
  public static Applicability of(LiveDevice device) {
    List<String> obstacles = new ArrayList<>();
    List<String> doubts = new ArrayList<>();
    if (isClone(device)) {
      obstacles.add("it is the clone of a bridge; give the original");
    }
    if (device.driver().isEmpty()) {
      obstacles.add(
          "no driver took it, probably because its report descriptor does not parse; only HID-BPF in the kernel can mend that");
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
   * What can be said once the programs have made their descriptor.
   *
   * @param own the original's descriptor
   * @param fixed what the programs made of it
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

  /** Whether a device is the clone of a bridge of ours. */
  public static boolean isClone(LiveDevice device) {
    return device.info().phys().startsWith(Bridge.PHYS_PREFIX);
  }

  /**
   * The name in sysfs of the device that a clone of ours stands for; "" of what is no clone.
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
