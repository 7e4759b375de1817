package io.github.hidbpf4j.guest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Where a program's classes are. */
class GuestProgramTest {
  @Test
  void classesOfAFolderGoAlong() {
    GuestProgram.Classes classes =
        GuestProgram.classesOf(
            GuestProgram.class, GuestProgramTest.class, List.of(CpioArchive.class));
    assertThat(classes)
        .isInstanceOfSatisfying(
            GuestProgram.OnPath.class,
            path -> assertThat(path.places()).hasSize(2).allMatch(Files::exists));
  }

  /** As when hidbpf runs from the runtime image of its package. */
  @Test
  void aProgramThatIsInTheRuntimeGoesAlongWithIt() {
    assertThat(GuestProgram.classesOf(Logger.class, Logger.class, List.of()))
        .isEqualTo(new GuestProgram.InRuntime("java.logging", "java.logging"));
  }
}
