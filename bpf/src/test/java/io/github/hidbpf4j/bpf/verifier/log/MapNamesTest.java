package io.github.hidbpf4j.bpf.verifier.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapNamesTest {
  @ParameterizedTest
  @CsvSource({
    "wq.bpf.o, .bss, wq.bss",
    "/a/b.c/keyboard_repair.bpf.o, .bss, keyboard.bss",
    "/a/b.c/keyboard_repair.bpf.o, .rodata, keyboard.rodata",
    "x-y.o, .kconfig, x_y.kconfig",
    "wq.bpf.o, .rodata.str1.1, .rodata.str1.1",
    "wq.bpf.o, .data.custom_section, .data.custom_se",
    "wq.bpf.o, plain, plain",
    "wq.bpf.o, a_name_that_is_longer, a_name_that_is_",
    "wq.bpf.o, outer.inner, ''",
  })
  void names(String object, String map, String kernel) {
    MapSpec spec =
        new MapSpec(
            map,
            MapType.ARRAY,
            4,
            4,
            1,
            0,
            null,
            0,
            0,
            0,
            0,
            false,
            null,
            null,
            false,
            List.of(),
            null,
            "");
    assertThat(new MapNames(object).of(spec)).isEqualTo(kernel);
  }
}
