package io.github.hidbpf4j.kernel.metadata;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The udev properties that an object reads and sets: it has a global variable or a map {@code
 * UDEV_PROP_<name>} for each. Both are given the device's property of that name before probe; what
 * a map holds after probe becomes a property of the device.
 */
public final class UdevProperties {
  /** What names of variables and maps begin with. */
  public static final String PREFIX = "UDEV_PROP_";

  /** The property that has udev-hid-bpf leave a device alone, whatever its value is but empty. */
  public static final String IGNORE_DEVICE = "HID_BPF_IGNORE_DEVICE";

  private UdevProperties() {}

  /**
   * A property that an object knows.
   *
   * @param name without the prefix
   * @param size bytes of its value, a NUL included
   * @param map whether it is a map, which the object sets, too
   * @param readOnly whether it is a constant, which cannot be given a value
   */
  public record Declared(String name, long size, boolean map, boolean readOnly) {
    /** Whether a value of this many bytes fits into it. */
    public boolean takes(int bytes) {
      return !readOnly && bytes < size;
    }
  }

  /** Those of an object, variables first. */
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
