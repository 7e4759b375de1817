package io.github.hidbpf4j.guest.runtime;

import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.image.ModuleTree;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A guest's file system: the runtime below {@code /jre}, its program below {@code /app}, modules
 * below {@code /modules} with the list {@link #MODULE_LIST} in the order of loading. The kernel
 * starts {@code /jre/bin/java} directly: there is no shell, nor any other program.
 */
public final class Initramfs {
  /** List of the modules' files, one per line. */
  public static final String MODULE_LIST = "/modules/order";

  /** What the kernel starts, and its argument: a file with arguments of any length. */
  public static final List<String> INIT =
      List.of("/" + JavaRuntime.FOLDER + "/bin/java", "@/" + ProgramLayer.FOLDER + "/arguments");

  /** The library path for it: the loader knows no other folder while {@code /proc} is missing. */
  public static final String LIBRARY_PATH =
      "/%s:/%s/lib:/%2$s/lib/server".formatted(SharedLibraries.FOLDER, JavaRuntime.FOLDER);

  private final List<Path> layers;
  private final List<String> arguments;

  private Initramfs(List<Path> layers, List<String> arguments) {
    this.layers = layers;
    this.arguments = arguments;
  }

  /**
   * Creates what all guests with this program have in common, or finds it in the cache.
   *
   * @throws GuestException if the runtime cannot be created
   */
  public static Initramfs of(GuestProgram program, CacheFolder cache) {
    try {
      Path home = Path.of(System.getProperty("java.home"));
      Path runtime =
          switch (program.classes()) {
            case GuestProgram.OnPath _ ->
                JavaRuntime.link(
                    home, System.getProperty("java.vm.version"), program.modules(), cache);
            case GuestProgram.InRuntime _ -> home;
          };
      ProgramLayer layer = ProgramLayer.make(program, runtime, cache);
      List<Path> layers = new ArrayList<>();
      String key =
          CacheFolder.key(
              List.of(
                  runtime.toString(),
                  Files.getLastModifiedTime(runtime.resolve("lib/modules")).toString(),
                  new SharedLibraries()
                      .stamps(program.libraries().stream().sorted().toList())
                      .toString()));
      layers.add(
          cache.folder(
              "layer-" + key,
              folder ->
                  write(
                      folder.resolve("runtime.cpio"),
                      archive -> JavaRuntime.pack(runtime, program.libraries(), archive)),
              folder -> folder.resolve("runtime.cpio")));
      Path packed = layer.folder().resolve("program.cpio");
      if (!Files.exists(packed)) {
        Path work = Files.createTempFile(layer.folder(), "program", ".tmp");
        write(work, layer::pack);
        Files.move(work, packed, StandardCopyOption.ATOMIC_MOVE);
      }
      layers.add(packed);
      return new Initramfs(layers, layer.arguments(program));
    } catch (IOException e) {
      throw new GuestException("runtime for guests: " + e.getMessage(), e);
    }
  }

  /**
   * Creates it from existing archives.
   *
   * @param layers archives, uncompressed
   * @param arguments arguments of Java
   */
  public static Initramfs of(List<Path> layers, List<String> arguments) {
    return new Initramfs(List.copyOf(layers), List.copyOf(arguments));
  }

  private interface Content {
    void addTo(CpioArchive archive) throws IOException;
  }

  private static void write(Path file, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        CpioArchive archive = new CpioArchive(out)) {
      content.addTo(archive);
    }
  }

  /**
   * Writes the file system, with the modules of one kernel.
   *
   * @param modules in loading order
   */
  public void write(Path target, List<ModuleTree.Module> modules) {
    try (OutputStream out = Files.newOutputStream(target)) {
      for (Path layer : layers) {
        Files.copy(layer, out);
      }
      try (CpioArchive archive = new CpioArchive(new BufferedOutputStream(out, 1 << 16))) {
        for (String folder : List.of("dev", "proc", "sys", "tmp")) {
          archive.folder(folder);
        }
        // The first process writes to it before it has mounted anything.
        archive.device("dev/console", 5, 1);
        archive.file(
            ProgramLayer.FOLDER + "/arguments",
            String.join("\n", arguments).getBytes(StandardCharsets.UTF_8));
        StringBuilder order = new StringBuilder();
        for (ModuleTree.Module module : modules) {
          String name = MODULE_LIST.substring(1, MODULE_LIST.lastIndexOf('/') + 1);
          archive.file(name + module.name() + ".ko", module.image());
          order.append('/').append(name).append(module.name()).append(".ko\n");
        }
        archive.file(MODULE_LIST.substring(1), order.toString().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new GuestException(target + ": " + e.getMessage(), e);
    }
  }
}
