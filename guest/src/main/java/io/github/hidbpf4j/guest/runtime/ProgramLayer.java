package io.github.hidbpf4j.guest.runtime;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The program's jar files and its AOT cache, created once for each state of its classes. */
final class ProgramLayer {
  /** Its folder in the guest. */
  static final String FOLDER = "app";

  private static final String CACHE = "app.aot";
  private static final FileTime TIME = FileTime.fromMillis(CpioArchive.TIME * 1_000);

  /** Options of Java in guests, and in training for them. */
  static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          // If mapped at a different address, an archive must be relocated: many seconds of
          // translated code.
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-Xmx128m");

  private final Path folder;
  private final List<String> jars;

  private ProgramLayer(Path folder, List<String> jars) {
    this.folder = folder;
    this.jars = jars;
  }

  static ProgramLayer make(GuestProgram program, Path runtime, CacheFolder cache)
      throws IOException {
    List<String> key = new ArrayList<>();
    key.addAll(List.of(runtime.toString(), program.main(), String.join(" ", program.training())));
    List<Path> places =
        switch (program.classes()) {
          case GuestProgram.OnPath path -> path.places();
          case GuestProgram.InRuntime _ -> List.of();
        };
    List<String> jars = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    if (places.isEmpty()) {
      files.add(runtime.resolve("lib/modules"));
    }
    for (Path place : places) {
      jars.add("%02d.jar".formatted(jars.size()));
      files.addAll(files(place));
    }
    for (Path file : files) {
      key.add(
          "%s %d %s"
              .formatted(file, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
    }
    Path folder =
        cache.folder(
            "program-" + CacheFolder.key(key),
            target -> {
              for (int i = 0; i < jars.size(); i++) {
                Path jar = target.resolve(jars.get(i));
                jar(places.get(i), jar);
                Files.setLastModifiedTime(jar, TIME);
              }
            },
            found -> found);
    ProgramLayer layer = new ProgramLayer(folder, jars);
    // After the renaming: the cache remembers the paths of the jar files.
    if (!program.training().isEmpty() && !Files.exists(folder.resolve("training.log"))) {
      layer.train(program, runtime);
    }
    return layer;
  }

  private static List<Path> files(Path place) throws IOException {
    try (Stream<Path> entries = Files.walk(place)) {
      return entries.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void jar(Path place, Path jar) throws IOException {
    if (Files.isRegularFile(place)) {
      Files.copy(place, jar);
      return;
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(jar));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path file : files(place)) {
        ZipEntry entry = new ZipEntry(place.relativize(file).toString());
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  private void train(GuestProgram program, Path runtime) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(runtime.resolve("bin/java").toString());
    command.addAll(OPTIONS);
    command.add("-XX:AOTCacheOutput=" + folder.resolve(CACHE));
    command.addAll(start(program, folder.toString()));
    command.addAll(program.training());
    Path log = Files.createTempFile(folder, "training", ".tmp");
    try {
      HostCommand.run(command, log);
    } finally {
      // Exists if training was tried: without a cache the guest starts slower.
      Files.move(log, folder.resolve("training.log"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Final arguments of Java: the class path and the main class. */
  private List<String> start(GuestProgram program, String in) {
    return switch (program.classes()) {
      case GuestProgram.OnPath _ ->
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              String.join(":", jars.stream().map(jar -> in + "/" + jar).toList()),
              program.main());
      case GuestProgram.InRuntime(String module, String nativeModule) ->
          List.of(
              "--enable-native-access=" + nativeModule,
              "--module=" + module + "/" + program.main());
    };
  }

  /** Arguments of Java in the guest, up to the main class. */
  List<String> arguments(GuestProgram program) {
    List<String> arguments = new ArrayList<>(OPTIONS);
    if (Files.exists(folder.resolve(CACHE))) {
      arguments.add("-XX:AOTCache=/" + FOLDER + "/" + CACHE);
    }
    arguments.addAll(start(program, "/" + FOLDER));
    return arguments;
  }

  void pack(CpioArchive archive) throws IOException {
    for (String jar : jars) {
      archive.file(FOLDER + "/" + jar, folder.resolve(jar));
    }
    Path cache = folder.resolve(CACHE);
    if (Files.exists(cache)) {
      archive.file(FOLDER + "/" + CACHE, cache);
    }
  }

  Path folder() {
    return folder;
  }
}
