package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device of a play, and what is attached to it.
 *
 * @param name its name in the test; "" for an only device
 * @param device its descriptor, name and ids
 * @param fixes what is attached, in this order
 * @param model how it answers, in the language of device models; "" to answer every GET_REPORT with
 *     an error
 * @param properties udev properties for the programs
 * @param optional optional maps and programs to load
 * @param force whether to attach objects that are not for it, too
 */
public record PlayedDevice(
    String name,
    RecordedDevice device,
    List<Fix> fixes,
    String model,
    Map<String, String> properties,
    List<String> optional,
    boolean force) {
  /** Copies. */
  public PlayedDevice {
    fixes = List.copyOf(fixes);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    optional = List.copyOf(optional);
  }

  /** Parses its model. */
  public DeviceModel behaviour() {
    return model.isEmpty()
        ? DeviceModel.empty()
        : DeviceModel.parse("model", model.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Opens its fixes.
   *
   * @param bytes bytes of the objects, by name
   */
  public List<FixSet> fixSets(Map<String, byte[]> bytes) {
    List<FixSet> sets = new ArrayList<>();
    for (Fix fix : fixes) {
      List<BpfObject> objects = new ArrayList<>();
      for (String object : fix.objects) {
        objects.add(BpfObject.open(object, bytes.getOrDefault(object, new byte[0])));
      }
      sets.add(fix.folder ? FixSet.ofDirectory(fix.name, objects) : FixSet.of(objects.getFirst()));
    }
    return sets;
  }

  /**
   * A fix: an object, or the objects of a folder, of which those that load are used.
   *
   * @param name of the object or folder
   * @param folder whether it is a folder
   * @param objects names of the objects; their bytes are in {@link Play#objects}
   */
  public record Fix(String name, boolean folder, List<String> objects) {
    /** Copies. */
    public Fix {
      objects = List.copyOf(objects);
    }
  }
}
