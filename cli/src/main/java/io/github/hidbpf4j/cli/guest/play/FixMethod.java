package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.event.ReplayStart.Attachment;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.testing.play.PlayedDevice;
import java.nio.file.Path;
import java.util.List;

/** How fixes get onto a device of this machine. */
interface FixMethod {
  /**
   * Puts them on it.
   *
   * @param device that the kernel has found a driver for
   * @param fixes its fixes
   * @param played what the test says of it
   * @param profile the kernel that the replay was one of
   */
  Applied apply(SystemHidDevice device, List<FixSet> fixes, PlayedDevice played, ApiProfile profile)
      throws InterruptedException;

  /** Fixes on a device. */
  interface Applied {
    /** The device that applications use now. */
    SystemHidDevice device();

    /** What became of each object, in order. */
    List<Fate> fates();

    /** Why this method is not what it stands for here; "" where it is. */
    default String limit() {
      return "";
    }

    /**
     * Takes the programs off the device, as a user would; what they have begun may go on where it
     * does in the kernel.
     */
    void detach() throws InterruptedException;

    /** Takes the fixes away, and waits until the device is as it was. */
    void remove() throws InterruptedException;
  }

  /**
   * Nothing is attached: what applications use is the device itself.
   *
   * @param fates all objects, none of which is attached
   * @param limit what this method cannot do here; "" where it is the object's or the kernel's doing
   */
  record Unattached(SystemHidDevice device, List<Fate> fates, String limit) implements Applied {
    /** Copies the list. */
    public Unattached {
      fates = List.copyOf(fates);
    }

    /** For one reason. */
    static Unattached of(SystemHidDevice device, List<FixSet> fixes, String why, String limit) {
      return new Unattached(
          device,
          fixes.stream()
              .flatMap(FixSet::objects)
              .map(object -> new Fate(FixSet.fileName(object), false, why))
              .toList(),
          limit);
    }

    @Override
    public void detach() {}

    @Override
    public void remove() {}
  }

  /** What became of objects, in the words of a replay. */
  static List<Fate> fates(List<Attachment> attachments) {
    return attachments.stream()
        .map(
            attachment ->
                new Fate(
                    String.valueOf(Path.of(attachment.object()).getFileName()),
                    attachment.status() == Attachment.Status.ATTACHED,
                    attachment.reason()))
        .toList();
  }

  /**
   * What became of an object.
   *
   * @param object its file name
   * @param attached whether it is attached
   * @param why it is not; "" where it is
   */
  record Fate(String object, boolean attached, String why) {}
}
