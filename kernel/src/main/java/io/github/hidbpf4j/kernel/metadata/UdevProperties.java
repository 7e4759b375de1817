package io.github.hidbpf4j.kernel.metadata;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The udev properties that an object reads and sets: it has a global variable or a map {@code
 * UDEV_PROP_<name>} for each. Both receive the device's property of that name before probe; the
 * contents of a map after probe become a property of the device.
 */
public final class UdevProperties {
  /** Prefix of the names of variables and maps. */
  public static final String PREFIX = "UDEV_PROP_";

  /** The property that makes udev-hid-bpf leave a device alone, with any non-empty value. */
  public static final String IGNORE_DEVICE = "HID_BPF_IGNORE_DEVICE";

  private UdevProperties() {}

  /**
   * A property that an object knows.
   *
   * @param name without the prefix
   * @param size size of its value in bytes, including a NUL
   * @param map whether it is a map, which the object also sets
   * @param readOnly whether it is a constant, which cannot be set
   */
  public record Declared(String name, long size, boolean map, boolean readOnly) {
    /** Whether a value of this many bytes fits into it. */
    public boolean takes(int bytes) {
      return !readOnly && bytes < size;
    }
  }

  /** The properties of an object, variables first. */
  public static List<Declared> of(BpfObject object) {
    List<Declared> all = new ArrayList<>();
    for (DataVariable v : object.variables()) {
      if (v.name().startsWith(PREFIX)) {
        boolean constant = v.map().contains(".rodata");
        all.add(new Declared(v.name().substring(PREFIX.length()), v.size(), false, constant));
      }
    }
    for (MapSpec m : object.maps()) {
      if (m.name().startsWith(PREFIX)) {
        all.add(new Declared(m.name().substring(PREFIX.length()), m.valueSize(), true, false));
      }
    }
    return all;
  }
}
