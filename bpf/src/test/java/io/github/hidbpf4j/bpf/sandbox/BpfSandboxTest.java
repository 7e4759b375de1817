package io.github.hidbpf4j.bpf.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.vm.ExecutionException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code testdata/sandbox/words.bpf.c}, run on bytes. */
class BpfSandboxTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("hidbpf4j.root", ".."), "testdata", "sandbox");

  private static BpfSandbox words() throws IOException {
    return BpfSandbox.load(FOLDER.resolve("words.bpf.o"));
  }

  private static byte[] text(String text) {
    return Arrays.copyOf(text.getBytes(ISO_8859_1), 16);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aProgramReadsAndWritesItsBytes(Engine engine) throws IOException {
    try (BpfSandbox sandbox =
        BpfSandbox.builder(FOLDER.resolve("words.bpf.o")).engine(engine).load()) {
      byte[] given = text("Papa");
      BpfSandbox.Result result = sandbox.run("count", given);
      assertThat(result.value()).isEqualTo(4);
      assertThat(result.bytes()).isEqualTo(text("PAPA"));
      assertThat(result.lines()).containsExactly("4 letters");
      assertThat(given).isEqualTo(text("Papa"));
      assertThat(sandbox.run("count", text("x")).lines()).containsExactly("1 letters");
    }
  }

  @Test
  void mapsAreBytesAndTypedValues() throws IOException {
    try (BpfSandbox sandbox = words()) {
      sandbox.run("count", text("aba"));
      assertThat(sandbox.maps()).containsExactly("letters", "alarms", "sums");
      SandboxMap letters = sandbox.map("letters");
      assertThat(letters.keys()).containsExactlyInAnyOrder(new byte[] {'a'}, new byte[] {'b'});
      assertThat(letters.get(new byte[] {'a'}).orElseThrow())
          .hasSize(48)
          .startsWith(2, 0, 0, 0, 0xfe, 0xff);
      assertThat(letters.get(new byte[] {'c'})).isEmpty();
      BtfValue a = letters.value('a').orElseThrow();
      assertThat(a)
          .hasToString(
              "{.count = 2, .last = -2, .kind = LOWER, .early = 5, .late = 17, .word = \"abc\","
                  + " .places = {7, 1}, .pointer = <void *>}");
      assertThat(a.get("last").asLong()).isEqualTo(-2);
      assertThat(a.get("places").get(0).asLong()).isEqualTo(7);
      assertThat(a.get("word").asText()).isEqualTo("abc");
      assertThat(letters.values()).hasSize(2);
      assertThat(letters.remove(new byte[] {'b'})).isTrue();
      assertThat(letters.remove(new byte[] {'b'})).isFalse();
      assertThat(letters.values()).hasSize(1);
    }
  }

  @Test
  void numbersAreStoredByTheirTypes() throws IOException {
    try (BpfSandbox sandbox = words()) {
      SandboxMap sums = sandbox.map("sums");
      sums.put(2, -5);
      assertThat(sums.value(2)).hasValue(new BtfValue.Int(-5, true));
      assertThat(sums.values()).hasSize(4);
      assertThatThrownBy(() -> sums.put(4, 1))
          .isInstanceOf(BpfException.class)
          .hasMessage("map 'sums': update refused: -E2BIG (-7)");
      assertThatThrownBy(() -> sums.put(-1, 1))
          .hasMessage("-1 for type __u32 of 4 bytes: it does not fit");
      assertThatThrownBy(() -> sums.get(new byte[3]))
          .hasMessage("map 'sums': key of 3 bytes, expected 4");
      assertThatThrownBy(() -> sums.remove(new byte[4]))
          .hasMessage("map 'sums': delete refused: -EINVAL (-22)");
    }
  }

  @Test
  void variablesAreReadAndSet() throws IOException {
    try (BpfSandbox sandbox = words()) {
      sandbox.setVariable("step", 10);
      sandbox.run("count", text("zz"));
      assertThat(sandbox.variable("asked").asLong()).isEqualTo(1);
      assertThat(sandbox.variable("greeting").asText()).isEqualTo("hello");
      assertThat(sandbox.map("letters").value('z').orElseThrow().get("count").asLong())
          .isEqualTo(20);
      assertThat(sandbox.variables())
          .containsKeys("asked", "step", "limit", "greeting")
          .containsEntry("limit", new BtfValue.Int(1000, true));
      assertThatThrownBy(() -> sandbox.setVariable("limit", 1))
          .hasMessageEndingWith("words.bpf.o: variable 'limit' is a constant");
      assertThatThrownBy(() -> sandbox.setVariable("step", 1L << 31))
          .hasMessage("2147483648 for type int of 4 bytes: it does not fit");
      assertThatThrownBy(() -> sandbox.setVariable("greeting", new byte[13]))
          .hasMessageEndingWith("13 bytes for variable 'greeting', which has 12");
      assertThatThrownBy(() -> sandbox.variable("other"))
          .hasMessageContaining("no global variable 'other', only [");
    }
  }

  @Test
  void timersRunWhenTimePasses() throws IOException {
    try (BpfSandbox sandbox = words()) {
      assertThat(sandbox.run("start", new byte[0]).value()).isZero();
      sandbox.advance(Duration.ofMillis(2500));
      BtfValue alarm = sandbox.map("alarms").value(0).orElseThrow();
      assertThat(alarm).hasToString("{.timer = <struct bpf_timer>, .rings = 2}");
      assertThat(sandbox.run("count", text("")).lines())
          .containsExactly("ring 1", "ring 2", "0 letters");
    }
  }

  @Test
  void whatCannotRunSaysSo() throws IOException {
    try (BpfSandbox sandbox = words()) {
      assertThat(sandbox.programs()).containsExactly("count", "start");
      assertThatThrownBy(() -> sandbox.run("other", new byte[0]))
          .isInstanceOf(BpfException.class)
          .hasMessageEndingWith("no program 'other' that runs on bytes, only [count, start]");
      assertThatThrownBy(() -> sandbox.run("count", new byte[15]))
          .hasMessageEndingWith("program 'count' on 15 bytes, expected 16 to 65535");
      assertThatThrownBy(() -> sandbox.map("none"))
          .hasMessageEndingWith("no map 'none', only [letters, alarms, sums]");
    }
    assertThatThrownBy(() -> BpfSandbox.load(FOLDER.resolve("absent.bpf.o")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> BpfSandbox.load(FOLDER.resolve("refused.bpf.o")))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining("R0 invalid mem access 'map_value_or_null'")
        .hasMessageContaining("testdata/sandbox/refused.bpf.c:16");
  }

  @Test
  void aRunThatGoesOnTooLongIsEnded() throws IOException {
    try (BpfSandbox sandbox =
        BpfSandbox.builder(FOLDER.resolve("words.bpf.o"))
            .budget(3)
            .engine(Engine.INTERPRETER)
            .load()) {
      assertThatThrownBy(() -> sandbox.run("count", text("abcdefgh")))
          .isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void closedIsClosed() throws IOException {
    BpfSandbox sandbox = words();
    sandbox.close();
    sandbox.close();
    assertThatThrownBy(() -> sandbox.run("count", text("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the sandbox is closed");
    assertThatThrownBy(sandbox::variables).hasMessage("the sandbox is closed");
  }

  @Test
  void aValueOfEachCpuIsAnArray() throws IOException {
    try (BpfSandbox sandbox = BpfSandbox.load(FOLDER.resolve("percpu.bpf.o"))) {
      assertThat(sandbox.run("tally", new byte[0]).value()).isZero();
      SandboxMap tallies = sandbox.map("tallies");
      assertThat(tallies.valueSize()).isEqualTo(8);
      assertThat(tallies.values()).hasToString("{GREEN={{.seen = 7, .balance = -2, .rest = 1}}}");
      assertThat(tallies.value(5).orElseThrow().get(0).get("balance").asLong()).isEqualTo(-2);
    }
  }
}
