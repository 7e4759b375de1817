package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.kernel.metadata.UdevProperties;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The udev properties of a loaded object, as udev-hid-bpf 2.3 handles them (measured with
 * 2.3.0.20260703): set in variables and maps {@code UDEV_PROP_<name>}, read only from the maps.
 */
public final class ObjectProperties {
  private static final int KEY_SIZE = 4;

  private final ObjectMemory memory;

  /** Creates those of a loaded object. */
  public ObjectProperties(ObjectMemory memory) {
    this.memory = memory;
  }

  /**
   * Sets a property: the variable's first bytes, without a NUL, or the value of the map's key 0,
   * padded with zeros. Both need room for an additional NUL. A constant keeps its value.
   *
   * @return whether it was set
   */
  public boolean set(String property, String value) {
    String name = UdevProperties.PREFIX + property;
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    DataVariable variable = memory.variable(name);
    boolean set =
        variable != null && bytes.length < variable.size() && memory.writeVariable(name, bytes);
    for (MapSpec map : memory.maps()) {
      long size = map.name().equals(name) ? memory.userValueSize(map) : 0;
      if (map.keySize() == KEY_SIZE && bytes.length < size) {
        set |= memory.update(map, new byte[KEY_SIZE], Arrays.copyOf(bytes, (int) size));
      }
    }
    return set;
  }

  /** Why udev-hid-bpf refuses the object because of its maps, in one line; empty if it does not. */
  public String misfit() {
    for (MapSpec map : memory.maps()) {
      String name = map.name();
      if (name.startsWith(UdevProperties.PREFIX) && map.keySize() != KEY_SIZE) {
        return "map %s has keys of %d bytes, expected 4 (udev-hid-bpf looks up key 0)"
            .formatted(name, map.keySize());
      }
    }
    return "";
  }

  /**
   * Reads the maps: values by property name.
   *
   * @param warnings receives a line for each value that is not a property
   */
  public Map<String, String> read(List<String> warnings) {
    Map<String, String> all = new LinkedHashMap<>();
    for (MapSpec map : memory.maps()) {
      String name = map.name();
      if (!name.startsWith(UdevProperties.PREFIX) || map.keySize() != KEY_SIZE) {
        continue;
      }
      byte[] bytes = memory.lookUp(map, new byte[KEY_SIZE]);
      String value = bytes == null ? "" : text(name, bytes, warnings);
      if (!value.isEmpty()) {
        all.put(name.substring(UdevProperties.PREFIX.length()), value);
      }
    }
    return all;
  }

  /** The text up to the first NUL, or all of it; empty if it cannot be a property. */
  private static String text(String name, byte[] bytes, List<String> warnings) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    String value;
    try {
      value = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
    } catch (CharacterCodingException e) {
      warnings.add("map %s: its value is no UTF-8: no property".formatted(name));
      return "";
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      warnings.add("map %s: its value has control characters: no property".formatted(name));
      return "";
    }
    return value;
  }
}
