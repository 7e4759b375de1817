package io.github.hidbpf4j.kernel.metadata;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device that an object supports: one {@code HID_DEVICE(bus, group, vid, pid)} of its {@code
 * HID_BPF_CONFIG}. 0 stands for any.
 *
 * <p>In the object it exists only as BTF: section {@code .hid_bpf_config}, variable {@code
 * _device_ids}, a union with one struct for each device, whose members {@code bus}, {@code group},
 * {@code vid} and {@code pid} are pointers to arrays whose length is the number (udev-hid-bpf,
 * {@code src/bpf/hid_bpf_helpers.h} conventions).
 */
public record DeviceMatch(int bus, int group, int vendor, int product) {
  private static final String SECTION = ".hid_bpf_config";
  private static final String VARIABLE = "_device_ids";

  /** The devices that an object's BTF names; none when it has no such section. */
  public static List<DeviceMatch> of(@Nullable Btf btf) {
    List<DeviceMatch> found = new ArrayList<>();
    if (btf == null) {
      return found;
    }
    for (BtfType type : btf.types()) {
      if (type instanceof BtfType.DataSection section && section.name().equals(SECTION)) {
        for (BtfType.SectionVar entry : section.vars()) {
          if (btf.type(entry.type()) instanceof BtfType.Var v
              && v.name().equals(VARIABLE)
              && btf.resolved(v.type()) instanceof BtfType.Composite union) {
            addAll(btf, union, found);
          }
        }
      }
    }
    return found;
  }

  private static void addAll(Btf btf, BtfType.Composite union, List<DeviceMatch> found) {
    for (BtfType.Member device : union.members()) {
      if (btf.resolved(device.type()) instanceof BtfType.Composite fields) {
        found.add(
            new DeviceMatch(
                number(btf, fields, "bus"),
                number(btf, fields, "group"),
                number(btf, fields, "vid"),
                number(btf, fields, "pid")));
      }
    }
  }

  private static int number(Btf btf, BtfType.Composite fields, String name) {
    for (BtfType.Member m : fields.members()) {
      if (m.name().equals(name)
          && btf.resolved(m.type()) instanceof BtfType.Ptr p
          && btf.resolved(p.type()) instanceof BtfType.Array a) {
        return (int) a.count();
      }
    }
    return 0;
  }

  /** Whether it matches a device with these numbers. */
  public boolean matches(int deviceBus, int deviceGroup, int deviceVendor, int deviceProduct) {
    return fits(bus, deviceBus)
        && fits(group, deviceGroup)
        && fits(vendor, deviceVendor)
        && fits(product, deviceProduct);
  }

  /** Whether one of these matches a device with these numbers; true if there are none. */
  public static boolean anyFits(
      List<DeviceMatch> matches, int bus, int group, int vendor, int product) {
    return matches.isEmpty()
        || matches.stream().anyMatch(m -> m.matches(bus, group, vendor, product));
  }

  private static boolean fits(int wanted, int actual) {
    return wanted == 0 || wanted == actual;
  }

  /** As in the hardware database: {@code b0003g0001v000009DAp00000006}, {@code *} for any. */
  public String modalias() {
    return "b%sg%sv%sp%s".formatted(hex(bus, 4), hex(group, 4), hex(vendor, 8), hex(product, 8));
  }

  private static String hex(int number, int digits) {
    return number == 0 ? "*" : ("%0" + digits + "X").formatted(number);
  }
}
