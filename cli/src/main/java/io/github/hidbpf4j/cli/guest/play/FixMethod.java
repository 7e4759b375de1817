package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.event.ReplayStart.Attachment;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.testing.play.PlayedDevice;
import java.nio.file.Path;
import java.util.List;

/** A way to apply fixes to a device of this machine. */
interface FixMethod {
  /**
   * Applies fixes to a device.
   *
   * @param device the device, to which the kernel has bound a driver
   * @param fixes the fixes
   * @param played what the test says about the device
   * @param profile the kernel that the replay simulates
   */
  Applied apply(SystemHidDevice device, List<FixSet> fixes, PlayedDevice played, ApiProfile profile)
      throws InterruptedException;

  /** Fixes that are applied to a device. */
  interface Applied {
    /** The device that applications use now. */
    SystemHidDevice device();

    /** The fate of each object, in order. */
    List<Fate> fates();

    /** Why this method cannot do here what it is meant to; "" if it can. */
    default String limit() {
      return "";
    }

    /**
     * Detaches the programs, as a user would; work that they have started goes on if it does in the
     * kernel.
     */
    void detach() throws InterruptedException;

    /** Removes the fixes, and waits until the device is as it was before. */
    void remove() throws InterruptedException;
  }

  /**
   * Nothing is attached, so applications use the device itself.
   *
   * @param fates all objects, none of them attached
   * @param limit what this method cannot do here; "" if the object or the kernel is the reason
   */
  record Unattached(SystemHidDevice device, List<Fate> fates, String limit) implements Applied {
    /** Copies the list. */
    public Unattached {
      fates = List.copyOf(fates);
    }

    /** All fixes unattached for one reason. */
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

  /** The fates of objects, in the words of a replay. */
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
   * What became of an object: attached or not.
   *
   * @param object its file name
   * @param attached whether it is attached
   * @param why why it is not attached; "" if it is
   */
  record Fate(String object, boolean attached, String why) {}
}
