package io.github.hidbpf4j.bpf.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a loader makes and loads of {@code testdata/hid-bpf/optional.bpf.c}. */
class LoadPlanTest {
  private static final List<String> OPTIONAL =
      List.of("without_link", "on_request", "refused", "future", "tool");

  private BpfObject object;

  @BeforeEach
  void open() throws IOException {
    Path file =
        Path.of(System.getProperty("hidbpf4j.root", "."))
            .resolve("testdata/hid-bpf/optional.bpf.o");
    object = BpfObject.open(file.toString(), Files.readAllBytes(file));
  }

  private static Set<String> names(String text) {
    return text == null ? Set.of() : Set.of(text.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    ",                       always,                mark_first",
    "on_request,             always on_request,     mark_first mark_second",
    "without_link,           always without_link,   mark_first mark_second",
    "tool,                   always,                mark_first tool",
    "refused tool,           always refused,        mark_first careless tool",
    "mark_second,            always,                mark_first",
    "all,                    always on_request without_link refused future, mark_first mark_second careless tomorrow tool",
  })
  void asked(String optional, String maps, String programs) {
    LoadPlan plan = LoadPlan.of(object, names(optional));
    assertThat(plan.maps()).containsExactlyInAnyOrderElementsOf(names(maps));
    assertThat(plan.programs()).containsExactlyInAnyOrderElementsOf(names(programs));
    assertThat(plan.leftOut())
        .containsExactlyInAnyOrderElementsOf(
            OPTIONAL.stream()
                .filter(n -> !plan.maps().contains(n) && !plan.programs().contains(n))
                .toList());
  }

  @Test
  void namedMapsAreMadeWhateverTheirSectionSays() {
    LoadPlan plan = LoadPlan.ofMaps(object, Set.of("on_request"), Set.of());
    assertThat(plan.maps()).containsExactly("on_request");
    assertThat(plan.programs()).containsExactly("mark_second");
  }

  @Test
  void whatToAskFor() {
    assertThat(LoadPlan.optionalOf(object)).containsExactlyInAnyOrderElementsOf(OPTIONAL);
    assertThat(object.programs())
        .extracting(p -> p.name() + " " + LoadPlan.requestFor(object, p))
        .contains("careless refused", "tomorrow future", "tool tool");
  }
}
