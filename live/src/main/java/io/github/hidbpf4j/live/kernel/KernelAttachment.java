package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.AttachableObject;
import io.github.hidbpf4j.kernel.event.ReplayStart.Attachment;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.replay.ObjectAttacher;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fixes on a device, in the kernel: loaded by libbpf as by any loader, given the device's
 * properties and descriptor, probed, and attached, in the order and by the rules of a replay.
 *
 * <p>Without pins, the kernel removes everything from the device when this process ends, however it
 * ends. With pins it stays until {@link #close} or {@link KernelPins#remove}, even if this process
 * is killed; if it is killed before everything is pinned, what is pinned by then stays, marked as
 * unfinished ({@link KernelPins.Pinned#isUnfinished}). Unplugging a device removes its programs;
 * {@link KernelPins#removeStale} removes its pins.
 */
public final class KernelAttachment implements AutoCloseable {
  private final LiveDevice device;
  private final List<ObjectInKernel> objects;
  private final List<Attachment> attachments;

  private KernelAttachment(
      LiveDevice device, List<ObjectInKernel> objects, List<Attachment> attachments) {
    this.device = device;
    this.objects = objects;
    this.attachments = List.copyOf(attachments);
  }

  /** The kernel's number of a device, with which its name in sysfs ends. */
  static int hidId(LiveDevice device) {
    String name = device.sysfsName();
    return Integer.parseUnsignedInt(name.substring(name.lastIndexOf('.') + 1), 16);
  }

  /**
   * Attaches fixes to a device. If a program changes the descriptor, the kernel recreates the
   * device's nodes meanwhile.
   *
   * @param now returns the current state of the device with this name in sysfs; empty if it has
   *     gone
   * @throws KernelException if nothing is attached; nothing is left in the kernel then
   * @throws io.github.hidbpf4j.bpf.BpfException if an object is malformed or rejected
   * @throws io.github.hidbpf4j.linux.libbpf.LibbpfException if libbpf is too old or fails
   */
  public static KernelAttachment open(
      LiveDevice device,
      KernelSetup setup,
      Libbpf libbpf,
      KernelPins pins,
      Function<String, Optional<LiveDevice>> now) {
    libbpf.requireAll();
    List<ObjectInKernel> objects = new ArrayList<>();
    Opening opening = new Opening(device, setup, libbpf, pins, now, objects);
    boolean done = false;
    try {
      List<Attachment> attachments = opening.attach();
      done = true;
      return new KernelAttachment(device, objects, attachments);
    } finally {
      if (!done) {
        closeAll(objects);
      }
    }
  }

  private record Opening(
      LiveDevice device,
      KernelSetup setup,
      Libbpf libbpf,
      KernelPins pins,
      Function<String, Optional<LiveDevice>> now,
      List<ObjectInKernel> objects) {
    List<Attachment> attach() {
      ObjectAttacher attacher =
          new ObjectAttacher(
              new ObjectAttacher.Options(
                  device.recorded(),
                  device.group().number(),
                  setup.properties(),
                  setup.force(),
                  setup.optional(),
                  false),
              this::load);
      List<Attachment> all = new ArrayList<>();
      for (FixSet fixes : setup.fixes()) {
        all.addAll(attacher.attach(fixes));
      }
      dropHalfAttached(all);
      if (all.stream().noneMatch(a -> a.status() == Attachment.Status.ATTACHED)) {
        throw new KernelException(
            all.stream()
                .map(a -> "%s: %s".formatted(a.object(), reason(a)))
                .collect(Collectors.joining("; ")));
      }
      objects.forEach(ObjectInKernel::allAttached);
      return all;
    }

    private static String reason(Attachment attachment) {
      return attachment.failures().isEmpty() || attachment.passedOver().isEmpty()
          ? attachment.reason()
          : String.join("; ", attachment.passedOver());
    }

    private AttachableObject load(BpfObject object) {
      Path folder =
          setup.pinned()
              ? pins.folder(device.sysfsName())
                  .resolve(KernelPins.objectName(FixSet.fileName(object)))
              : null;
      ObjectInKernel loaded =
          ObjectInKernel.load(
              libbpf, object, setup.optional(), hidId(device), this::descriptor, folder);
      objects.add(loaded);
      return loaded;
    }

    /** The descriptor in use, which an object that was attached before may have changed. */
    private byte[] descriptor() {
      return now.apply(device.sysfsName()).orElse(device).descriptor();
    }

    /**
     * Detaches objects that are attached only in part, which would not do what their author
     * intended.
     */
    private void dropHalfAttached(List<Attachment> all) {
      for (Attachment attachment : all) {
        if (attachment.status() != Attachment.Status.ATTACHED) {
          List<ObjectInKernel> refused =
              objects.stream().filter(o -> o.name().equals(attachment.object())).toList();
          objects.removeAll(refused);
          closeAll(refused);
        }
      }
    }
  }

  private static void closeAll(List<ObjectInKernel> objects) {
    List.copyOf(objects).reversed().forEach(ObjectInKernel::close);
  }

  /** The device, as it was before. */
  public LiveDevice device() {
    return device;
  }

  /** Which objects were attached, and why others were not. */
  public List<Attachment> attachments() {
    return attachments;
  }

  /**
   * Detaches the programs and leaves the objects loaded, as if somebody else still used their maps:
   * timers and work items go on until {@link #close}.
   */
  public void detach() {
    List.copyOf(objects).reversed().forEach(ObjectInKernel::detach);
  }

  /** Releases everything: what is pinned stays, the rest ends. */
  public void leave() {
    objects.forEach(ObjectInKernel::loaderEnds);
    objects.clear();
  }

  /** Removes everything from the device. */
  @Override
  public void close() {
    closeAll(objects);
    objects.clear();
  }
}
