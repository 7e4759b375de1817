package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import io.github.hidbpf4j.testing.suite.UsualKernels;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What a test method is run with; its files have been read.
 *
 * @param devices at least one
 * @param kernels names of profiles, at least one
 * @param seeds at least one
 * @param attached whether the test fails if an object is not attached
 */
record HidBpfPlan(
    List<PlannedDevice> devices, List<String> kernels, List<Long> seeds, boolean attached) {
  HidBpfPlan {
    devices = List.copyOf(devices);
    kernels = List.copyOf(kernels);
    seeds = List.copyOf(seeds);
  }

  /** Reads the files that a test needs. */
  static HidBpfPlan of(HidBpfSettings settings, Method method, NamedFiles files) {
    return new Reader(settings, files).plan(method);
  }

  private static final class Reader {
    private final HidBpfSettings settings;
    private final NamedFiles files;
    private final Map<String, BpfObject> objects = new LinkedHashMap<>();

    Reader(HidBpfSettings settings, NamedFiles files) {
      this.settings = settings;
      this.files = files;
    }

    HidBpfPlan plan(Method method) {
      List<PlannedDevice> devices = new ArrayList<>();
      for (Parameter parameter : method.getParameters()) {
        HidBpfDevice annotation = parameter.getAnnotation(HidBpfDevice.class);
        if (annotation != null) {
          devices.add(device(parameter, annotation, devices.size() + 1));
        }
      }
      if (devices.isEmpty()) {
        if (settings.device().isEmpty()) {
          throw new ExtensionConfigurationException(
              "no device: expected @HidBpfTest(device = \"RECORDING\"), or parameters with @HidBpfDevice(\"RECORDING\")");
        }
        devices.add(
            planned(
                null,
                "",
                settings.device(),
                settings.index(),
                settings.model(),
                settings.objects()));
      }
      return new HidBpfPlan(devices, kernels(), settings.seeds(), settings.attached());
    }

    private PlannedDevice device(Parameter parameter, HidBpfDevice annotation, int number) {
      return planned(
          annotation,
          parameter.isNamePresent() ? parameter.getName() : "device " + number,
          annotation.value(),
          annotation.index(),
          annotation.model(),
          annotation.object().length == 0 ? settings.objects() : List.of(annotation.object()));
    }

    private PlannedDevice planned(
        @Nullable HidBpfDevice parameter,
        String name,
        String file,
        int index,
        String model,
        List<String> fixes) {
      if (fixes.isEmpty()) {
        throw new ExtensionConfigurationException(
            "nothing to test: expected @HidBpfTest(object = \"FILE.bpf.o\")");
      }
      Recording recording = recording(file);
      RecordedDevice recorded =
          index < 0 && !recording.devices().isEmpty()
              ? recording.devices().getFirst()
              : recording.device(index);
      if (recorded == null) {
        throw new ExtensionConfigurationException(
            "device '%s': no device %s in it, only %s"
                .formatted(
                    file,
                    index < 0 ? "at all" : index,
                    recording.devices().stream().map(RecordedDevice::index).toList()));
      }
      DeviceSetup setup =
          new DeviceSetup(
              name,
              recorded,
              fixes.stream().map(f -> FixSet.of(object(f))).toList(),
              model(file, model),
              settings.properties(),
              settings.force(),
              settings.optional());
      return new PlannedDevice(parameter, setup, recording.toReplay(recorded.index()));
    }

    private BpfObject object(String name) {
      BpfObject known = objects.get(name);
      if (known == null) {
        try {
          known = BpfObject.open(name, files.read("object", name));
        } catch (BpfException e) {
          throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
        }
        objects.put(name, known);
      }
      return known;
    }

    private Recording recording(String name) {
      try {
        return Recording.parse(name, files.read("device", name));
      } catch (HidException e) {
        throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
      }
    }

    private @Nullable DeviceModel model(String recording, String model) {
      String name = model.isEmpty() ? recording.replaceFirst("\\.[^./]+$", "") + ".model" : model;
      byte[] bytes = model.isEmpty() ? files.find("model", name) : files.read("model", name);
      try {
        return bytes == null ? null : DeviceModel.parse(name, bytes);
      } catch (HidException e) {
        throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
      }
    }

    private List<String> kernels() {
      if (!settings.kernels().isEmpty()) {
        Set<String> names = new LinkedHashSet<>();
        for (String kernel : settings.kernels()) {
          try {
            names.addAll(KernelList.parse(kernel));
          } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException("kernel " + e.getMessage(), e);
          }
        }
        return List.copyOf(names);
      }
      List<String> usual = UsualKernels.of(objects.values());
      if (usual.isEmpty()) {
        throw new ExtensionConfigurationException(
            "%s: no kernel loads it; name one with kernels = to see why"
                .formatted(String.join(" with ", objects.keySet())));
      }
      return usual;
    }
  }
}
