package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.libbpf.LibbpfException;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.util.List;

/**
 * Exercises the code that puts an object into the kernel, up to where it would be loaded, for the
 * training run of Java's AOT cache. Needs neither rights nor a kernel with HID-BPF; without a
 * libbpf the cache contains less.
 */
public final class KernelTraining {
  private KernelTraining() {}

  /** Rehearses an object. */
  public static void run(BpfObject object) {
    KernelPins pins = new KernelPins(HostFiles.SYSTEM);
    boolean _ = KernelSupport.look().forPins(HostFiles.SYSTEM).isUsable();
    List<KernelPins.Pinned> _ = pins.all();
    try {
      ObjectInKernel.rehearse(Libbpf.open(), object);
    } catch (LibbpfException e) {
      // There is none, or one that is too old for a part of it.
      return;
    }
  }
}
