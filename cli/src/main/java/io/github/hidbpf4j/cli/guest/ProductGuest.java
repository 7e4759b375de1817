package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.image.KernelImage;
import io.github.hidbpf4j.guest.machine.GuestSetup;
import io.github.hidbpf4j.guest.runtime.CacheFolder;
import io.github.hidbpf4j.guest.runtime.GuestProgram;
import io.github.hidbpf4j.guest.runtime.Initramfs;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.linux.call.FirstProcess;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.time.VirtualClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sets up guests whose first process is the product's, or one based on it. */
public final class ProductGuest {
  /** One class of each module that guests need. */
  private static final List<Class<?>> CLASSES =
      List.of(
          GuestAgent.class,
          GuestException.class,
          Bridge.class,
          Play.class,
          HidBpf.class,
          HidException.class,
          BpfException.class,
          VirtualClock.class);

  private ProductGuest() {}

  /**
   * Returns a setup for guests.
   *
   * @param image of the kernel: a package, a folder, or a {@code vmlinuz}
   * @param agent whose {@code main} is the first process; it ends after training if called with
   *     {@link GuestAgent#TRAINING}
   * @param folder where guests write their consoles
   */
  public static GuestSetup setup(Path image, Class<?> agent, Path folder) {
    return setup(image, agent, List.of(), Set.of("java.base"), List.of(), folder);
  }

  /**
   * Returns a setup for agents that need more.
   *
   * @param more one class of each additional place on the class path
   * @param modules additional modules of the JDK
   * @param training the agent's arguments after {@link GuestAgent#TRAINING}
   */
  public static GuestSetup setup(
      Path image,
      Class<?> agent,
      List<Class<?>> more,
      Set<String> modules,
      List<String> training,
      Path folder) {
    GuestSetup setup = anySetup(image, agent, more, modules, training, folder);
    if (setup.kernel().isProcess()) {
      throw new GuestException(
          image
              + ": a User-Mode Linux, which cannot run HID-BPF programs: expected a .deb, a "
              + "folder, or a vmlinuz");
    }
    return setup;
  }

  /**
   * Returns a setup for guests that only verify programs; their kernel may also be a User-Mode
   * Linux.
   *
   * @param image of the kernel: a package, a folder, or a {@code vmlinuz}
   * @param agent as in the other methods
   * @param folder where guests write their consoles
   */
  public static GuestSetup verifierSetup(Path image, Class<?> agent, Path folder) {
    return anySetup(image, agent, List.of(), Set.of("java.base"), List.of(), folder);
  }

  /**
   * Returns a setup for guests whose kernel may also be a User-Mode Linux: it runs no HID-BPF
   * programs, but has the devices that bridges need.
   *
   * @param more as in the other methods
   */
  public static GuestSetup anySetup(
      Path image,
      Class<?> agent,
      List<Class<?>> more,
      Set<String> modules,
      List<String> training,
      Path folder) {
    List<String> arguments = new ArrayList<>(List.of(GuestAgent.TRAINING));
    arguments.addAll(training);
    List<Class<?>> classes = new ArrayList<>(CLASSES);
    classes.addAll(more);
    CacheFolder cache = CacheFolder.ofUser(System.getenv(), System.getProperty("user.home"));
    KernelImage kernel = KernelImage.open(image, cache.root());
    GuestProgram program =
        new GuestProgram(
            agent.getName(),
            GuestProgram.classesOf(agent, FirstProcess.class, classes),
            modules,
            Set.of(System.getProperty(Libbpf.PROPERTY, Libbpf.LIBRARY)),
            arguments);
    return GuestSetup.of(kernel, Initramfs.of(program, cache), folder);
  }
}
