package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
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
 * 2.3.0.20260703): given to variables and maps {@code UDEV_PROP_<name>}, read from the maps only.
 */
final class ObjectProperties {
  private static final int KEY_SIZE = 4;

  private final RuntimeObject loaded;

  ObjectProperties(RuntimeObject loaded) {
    this.loaded = loaded;
  }

  /**
   * Sets a property: the variable's first bytes, without a NUL, or the value of the map's key 0,
   * filled up with zeros. Both must have room for a NUL besides. A constant keeps its value.
   *
   * @return whether it was set
   */
  boolean set(String property, String value) {
    String name = UdevProperties.PREFIX + property;
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    DataVariable variable = loaded.variable(name);
    boolean set =
        variable != null && bytes.length < variable.size() && loaded.writeVariable(name, bytes);
    BpfMap map = loaded.maps().get(name);
    if (map != null && map.spec().keySize() == KEY_SIZE && bytes.length < map.userValueSize()) {
      byte[] whole = Arrays.copyOf(bytes, (int) map.userValueSize());
      set |= map.userUpdate(new byte[KEY_SIZE], whole, 0) == 0;
    }
    return set;
  }

  /** Why udev-hid-bpf refuses the object for its maps, in one line; empty where it does not. */
  String misfit() {
    for (BpfMap map : loaded.maps().values()) {
      String name = map.spec().name();
      if (name.startsWith(UdevProperties.PREFIX) && map.spec().keySize() != KEY_SIZE) {
        return "map %s has keys of %d bytes, expected 4 (udev-hid-bpf looks up key 0)"
            .formatted(name, map.spec().keySize());
      }
    }
    return "";
  }

  /**
   * Reads what the maps hold: values by name.
   *
   * @param warnings is added a line for each value that is none
   */
  Map<String, String> read(List<String> warnings) {
    Map<String, String> all = new LinkedHashMap<>();
    for (BpfMap map : loaded.maps().values()) {
      String name = map.spec().name();
      if (!name.startsWith(UdevProperties.PREFIX) || map.spec().keySize() != KEY_SIZE) {
        continue;
      }
      byte[] bytes = map.userLookup(new byte[KEY_SIZE]);
      String value = bytes == null ? "" : text(name, bytes, warnings);
      if (!value.isEmpty()) {
        all.put(name.substring(UdevProperties.PREFIX.length()), value);
      }
    }
    return all;
  }

  /** The text up to the first NUL, or all of it; empty where it cannot be a property. */
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
