package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.runtime.Initramfs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a User-Mode Linux. The channel is its first serial line, on standard input
 * and output; its console is standard error.
 */
public final class UserModeMachine {
  /** The guest's name of the channel's terminal. */
  public static final String PORT = "/dev/ttyS0";

  /**
   * Tells the agent where the channel is: a kernel may not show its own options in /proc/cmdline.
   */
  public static final String MARK = "hidbpf4j.port=" + PORT;

  /** The kernel's option for the folder that guest and host share. */
  static final String SHARED = "hostfs=";

  private UserModeMachine() {}

  /**
   * The command line.
   *
   * @param shared folder that the guest can mount
   * @param state folder that it creates for its own files
   */
  static List<String> command(
      Path kernel, GuestHardware hardware, Path initramfs, Path shared, Path state) {
    List<String> command = new ArrayList<>();
    command.add(kernel.toAbsolutePath().toString());
    command.add("mem=%dM".formatted(hardware.memoryMegabytes()));
    command.add("initrd=" + initramfs.toAbsolutePath());
    command.add(SHARED + shared.toAbsolutePath());
    command.add("uml_dir=" + state.toAbsolutePath().getParent() + "/");
    command.add("umid=" + state.getFileName());
    command.addAll(
        List.of("con=null", "con0=null,fd:2", "ssl=null", "ssl0=fd:0,fd:1", "console=tty0"));
    command.addAll(List.of("panic=-1", "audit=0", "sysctl.kernel.sysrq=0"));
    command.add(MARK);
    command.addAll(hardware.kernelArguments());
    command.add("LD_LIBRARY_PATH=" + Initramfs.LIBRARY_PATH);
    command.add("rdinit=" + Initramfs.INIT.getFirst());
    command.add("--");
    command.addAll(Initramfs.INIT.subList(1, Initramfs.INIT.size()));
    return command;
  }
}
