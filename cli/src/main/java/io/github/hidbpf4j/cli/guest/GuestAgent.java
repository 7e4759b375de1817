package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.guest.channel.GuestChannel;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestMessage.Hello;
import io.github.hidbpf4j.guest.channel.GuestServer;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.guest.machine.GuestHardware;
import io.github.hidbpf4j.guest.machine.UserModeMachine;
import io.github.hidbpf4j.guest.runtime.Initramfs;
import io.github.hidbpf4j.linux.call.FirstProcess;
import io.github.hidbpf4j.linux.call.SystemError;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The first process of a guest: mounts what every Linux mounts, loads the modules, and serves the
 * channel until the host is done. If it ends otherwise, the kernel panics, which the host sees.
 */
public final class GuestAgent {
  /** The argument that makes it exercise, on the host, what it does in a guest, and then end. */
  public static final String TRAINING = "--training";

  private static final Path PORTS = Path.of("/sys/class/virtio-ports");

  private final Map<String, GuestCommand> commands;
  private final List<String> problems = new ArrayList<>();

  /** Creates an agent with these commands. */
  public GuestAgent(Map<String, GuestCommand> commands) {
    this.commands = commands;
  }

  /** The commands that every agent has. */
  public static Map<String, GuestCommand> commands() {
    return Map.of("echo", GuestAgent::echo, "play", new PlayCommand());
  }

  /** Acts according to its arguments: as the first process, or {@link #TRAINING trains}. */
  public void run(String[] args) throws IOException, InterruptedException {
    if (args.length > 0 && args[0].equals(TRAINING)) {
      AgentTraining.run(commands);
    } else {
      start();
    }
  }

  /** Sends back what it was sent; the host measures with it. */
  private static int echo(GuestTask task) throws IOException {
    task.print(String.join(" ", task.arguments()));
    for (Map.Entry<String, byte[]> file : task.files().entrySet()) {
      task.product(file.getKey(), file.getValue());
    }
    return 0;
  }

  /** Does everything a first process does, until the machine shuts down. */
  private void start() throws IOException, InterruptedException {
    mount("proc", "/proc");
    mount("sysfs", "/sys");
    if (Files.isDirectory(Path.of("/sys/fs/bpf"))) {
      mount("bpf", "/sys/fs/bpf");
    }
    mount("devtmpfs", "/dev");
    mount("tmpfs", "/tmp");
    loadModules(Path.of(Initramfs.MODULE_LIST));
    Path shared = shared();
    Path port = shared == null ? port() : terminal();
    try (RandomAccessFile file = new RandomAccessFile(port.toFile(), "rw")) {
      // Not through one file channel: on it, a blocked reader would keep writers out.
      GuestChannel channel =
          new GuestChannel(
              new FileInputStream(file.getFD()), new FileOutputStream(file.getFD()), shared);
      channel.send(new Hello(release(), upMillis(), problems));
      new GuestServer(channel, commands).serve();
    }
    int result = FirstProcess.powerOff();
    System.err.println("power off: " + SystemError.text(result));
  }

  private void mount(String type, String folder) throws IOException {
    Files.createDirectories(Path.of(folder));
    int result = FirstProcess.mount(type, Path.of(folder));
    if (result < 0) {
      problems.add("mount %s: %s".formatted(folder, SystemError.text(result)));
    }
  }

  private void loadModules(Path list) throws IOException {
    String kernelLine = Files.readString(Path.of("/proc/cmdline"));
    for (String file : Files.readAllLines(list)) {
      String name = Path.of(file).getFileName().toString().replace(".ko", "");
      int result =
          FirstProcess.loadModule(Files.readAllBytes(Path.of(file)), parameters(name, kernelLine));
      if (result < 0) {
        problems.add("%s: cannot be loaded: %s".formatted(file, SystemError.text(result)));
      }
    }
  }

  /**
   * Parameters of a module, as modprobe finds them: words of the kernel's command line that begin
   * with the module's name.
   */
  static String parameters(String module, String kernelLine) {
    List<String> words = new ArrayList<>();
    for (String word : kernelLine.strip().split("\\s+", -1)) {
      int dot = word.indexOf('.');
      if (word.equals("--")) {
        break;
      }
      if (dot > 0 && word.substring(0, dot).replace('-', '_').equals(module)) {
        words.add(word.substring(dot + 1));
      }
    }
    return String.join(" ", words);
  }

  /** The folder that User-Mode Linux shares with its host; null for other kernels. */
  private @Nullable Path shared() throws IOException {
    if (!Files.readString(Path.of("/proc/cmdline")).contains(UserModeMachine.MARK)) {
      return null;
    }
    Path folder = Path.of("/shared");
    mount("hostfs", folder.toString());
    return folder;
  }

  private Path terminal() {
    Path terminal = Path.of(UserModeMachine.PORT);
    int result = FirstProcess.makeRaw(terminal);
    if (result < 0) {
      problems.add("%s as a line of bytes: %s".formatted(terminal, SystemError.text(result)));
    }
    return terminal;
  }

  /** The device node of the channel's port. */
  private Path port() throws IOException {
    if (Files.isDirectory(PORTS)) {
      try (Stream<Path> ports = Files.list(PORTS)) {
        for (Path port : (Iterable<Path>) ports.sorted()::iterator) {
          if (Files.readString(port.resolve("name")).strip().equals(GuestHardware.PORT)) {
            return Path.of("/dev").resolve(port.getFileName());
          }
        }
      }
    }
    throw new IOException(
        "no port %s in %s: the kernel has no virtio_console; problems: %s"
            .formatted(GuestHardware.PORT, PORTS, problems));
  }

  private static String release() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
  }

  private static long upMillis() throws IOException {
    String seconds = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
    return Math.round(Double.parseDouble(seconds) * 1_000);
  }
}
