package io.github.hidbpf4j.junit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The settings of a test's annotations: that of its method first, then those of its class and of
 * the classes around it.
 *
 * @param objects files
 * @param device recording; "" if parameters name it
 * @param index index of the device in the recording; -1 for the first
 * @param model file; "" for the one beside the recording
 * @param kernels as users write them; empty for the usual ones
 * @param seeds at least one
 * @param properties udev properties
 * @param optional names of maps and programs
 * @param force whether to attach objects that are not for the device, too
 * @param attached whether the test fails if an object is not attached
 */
record HidBpfSettings(
    List<String> objects,
    String device,
    int index,
    String model,
    List<String> kernels,
    List<Long> seeds,
    Map<String, String> properties,
    Set<String> optional,
    boolean force,
    boolean attached) {

  /** Combines the annotations, of which the nearest takes precedence. */
  static HidBpfSettings of(List<HidBpfTest> annotations) {
    List<String> objects = List.of();
    @Nullable HidBpfTest ofDevice = null;
    String model = "";
    List<String> kernels = List.of();
    List<Long> seeds = List.of();
    List<String> properties = List.of();
    List<String> optional = List.of();
    boolean force = false;
    boolean attached = true;
    for (HidBpfTest each : annotations.reversed()) {
      objects = each.object().length == 0 ? objects : List.of(each.object());
      if (!each.device().isEmpty()) {
        // A different recording has a different model.
        ofDevice = each;
        model = "";
      }
      model = each.model().isEmpty() ? model : each.model();
      kernels = each.kernels().length == 0 ? kernels : List.of(each.kernels());
      seeds =
          each.seeds().length == 0
              ? seeds
              : LongStream.of(each.seeds()).distinct().boxed().toList();
      properties = each.properties().length == 0 ? properties : List.of(each.properties());
      optional = each.optional().length == 0 ? optional : List.of(each.optional());
      force |= each.force();
      attached &= each.attached();
    }
    return new HidBpfSettings(
        objects,
        ofDevice == null ? "" : ofDevice.device(),
        ofDevice == null ? -1 : ofDevice.index(),
        model,
        kernels,
        seeds.isEmpty() ? List.of(0L) : seeds,
        byName(properties),
        Set.copyOf(optional),
        force,
        attached);
  }

  private static Map<String, String> byName(List<String> properties) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String property : properties) {
      int sign = property.indexOf('=');
      if (sign < 1) {
        throw new ExtensionConfigurationException(
            "property '%s': expected NAME=VALUE".formatted(property));
      }
      all.put(property.substring(0, sign), property.substring(sign + 1));
    }
    return all;
  }
}
