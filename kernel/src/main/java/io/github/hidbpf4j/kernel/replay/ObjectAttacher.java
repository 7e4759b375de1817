package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.AttachableObject;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadOptions;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.event.ReplayStart.Attachment;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.metadata.UdevProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Loads objects and attaches them to a device, as udev-hid-bpf does. */
public final class ObjectAttacher {
  /**
   * How to attach objects.
   *
   * @param device the device
   * @param group its group in the HID core
   * @param properties udev properties of the device
   * @param force whether to attach objects even if they are not for the device, or do not want it
   * @param optional optional programs and maps to load as well
   * @param loaderExits whether the loader exits once an object is attached
   */
  public record Options(
      RecordedDevice device,
      int group,
      Map<String, String> properties,
      boolean force,
      Set<String> optional,
      boolean loaderExits) {}

  /** Loads an object for the device. */
  @FunctionalInterface
  public interface Loader {
    /**
     * Loads it without attaching anything.
     *
     * @throws BpfException when it is malformed or refused
     */
    AttachableObject load(BpfObject object);
  }

  private final Options setup;
  private final Loader loader;

  /** Creates an attacher for what the loader loads. */
  public ObjectAttacher(Options options, Loader loader) {
    this.setup = options;
    this.loader = loader;
  }

  /**
   * Creates an attacher for a device in an emulated kernel.
   *
   * @param setup the objects and options
   * @param objects receives those that stay loaded
   */
  public ObjectAttacher(
      ReplaySetup setup, Kernel kernel, HidDevice device, List<LoadedObject> objects) {
    this(
        new Options(
            setup.device(),
            device.group().number(),
            setup.properties(),
            setup.force(),
            setup.optional(),
            setup.loaderExits()),
        object -> {
          LoadedObject loaded =
              kernel.load(
                  object, LoadOptions.forDevice(device.id()).withOptional(setup.optional()));
          objects.add(loaded);
          return loaded.forDevice(device, () -> objects.remove(loaded));
        });
  }

  /** Attaches an object, or those of a directory that are for the device. */
  public List<Attachment> attach(FixSet fixes) {
    if (isIgnored()) {
      return List.of(notLoaded(fixes.name(), true));
    }
    if (!fixes.directory()) {
      BpfObject object = fixes.fixes().getFirst().getFirst();
      boolean named = isFor(object);
      if (!named && !setup.force()) {
        return List.of(notLoaded(object.name(), false));
      }
      return List.of(load(object, named).attachment(List.of()));
    }
    List<Attachment> attachments = new ArrayList<>();
    for (List<BpfObject> versions : fixes.fixes()) {
      List<BpfObject> fitting =
          versions.stream().filter(o -> !matches(o).isEmpty() && isFor(o)).toList();
      if (!fitting.isEmpty()) {
        attachments.add(first(fitting));
      }
    }
    return attachments.isEmpty()
        ? List.of(
            failed(
                fixes.name(),
                List.of(
                    "none of its %d objects is for this device, by their metadata"
                        .formatted(fixes.objects().count()))))
        : attachments;
  }

  private boolean isIgnored() {
    String ignore = setup.properties().get(UdevProperties.IGNORE_DEVICE);
    return ignore != null && !ignore.isEmpty() && !setup.force();
  }

  private static List<DeviceMatch> matches(BpfObject object) {
    return DeviceMatch.of(object.btf().orElse(null));
  }

  /** Whether its metadata names the device; true if it has none. */
  private boolean isFor(BpfObject object) {
    RecordedDevice d = setup.device();
    return DeviceMatch.anyFits(matches(object), d.bus(), setup.group(), d.vendor(), d.product());
  }

  private static Attachment notLoaded(String name, boolean forThisDevice) {
    return new Attachment(
        name,
        forThisDevice,
        false,
        false,
        0,
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  /** The first version that loads, and whose probe accepts the device. */
  private Attachment first(List<BpfObject> versions) {
    List<String> passedOver = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      BpfObject version = versions.get(i);
      String name = FixSet.fileName(version);
      try {
        Loading loading = load(version, true);
        Attachment result = loading.attachment(List.of());
        boolean last = i == versions.size() - 1 && passedOver.isEmpty();
        if (last || result.status() == Attachment.Status.ATTACHED) {
          for (BpfObject lower : versions.subList(i + 1, versions.size())) {
            passedOver.add("%s: %s was taken".formatted(FixSet.fileName(lower), name));
          }
          return loading.attachment(passedOver);
        }
        loading.undo();
        passedOver.add(name + ": " + result.reason());
      } catch (BpfException e) {
        passedOver.add(name + ": " + e.getMessage());
      }
    }
    return failed(versions.getFirst().name(), passedOver);
  }

  private static Attachment failed(String name, List<String> failures) {
    return new Attachment(
        name, true, true, false, 0, List.of(), failures, List.of(), Map.of(), List.of(), List.of());
  }

  /** A loaded object, and its progress. */
  private final class Loading {
    private final BpfObject object;
    private final boolean named;
    private final AttachableObject loaded;
    private final List<String> failures = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private LoadedObject.ProbeResult probe = LoadedObject.ProbeResult.NONE;
    private Map<String, String> properties = Map.of();

    private Loading(BpfObject object, boolean named, AttachableObject loaded) {
      this.object = object;
      this.named = named;
      this.loaded = loaded;
    }

    private void attach() {
      setup.properties().forEach(loaded::setProperty);
      Stream.of(loaded.propertyMisfit(), loaded.fillReportDescriptor(warnings))
          .filter(misfit -> !misfit.isEmpty())
          .forEach(failures::add);
      if (!failures.isEmpty() && !setup.force()) {
        return;
      }
      probe = loaded.probe();
      if (!probe.accepted() && !setup.force()) {
        return;
      }
      for (String name : loaded.attachable()) {
        String failure = loaded.attach(name);
        if (!failure.isEmpty()) {
          failures.add(failure);
        }
      }
      properties = loaded.properties(warnings);
    }

    private Attachment attachment(List<String> passedOver) {
      int probed = probe.run().error() < 0 ? probe.run().error() : probe.retval();
      return new Attachment(
          object.name(),
          named,
          true,
          probe.present(),
          probed,
          loaded.attached(),
          failures,
          LoadPlan.of(object, setup.optional()).leftOut(),
          properties,
          warnings,
          passedOver);
    }

    private void undo() {
      loaded.close();
    }
  }

  private Loading load(BpfObject object, boolean named) {
    Loading loading = new Loading(object, named, loader.load(object));
    loading.attach();
    if (setup.loaderExits()) {
      loading.loaded.loaderEnds();
    }
    return loading;
  }
}
