package io.github.hidbpf4j.testing.report;

import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.ComparedVerdict;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes the XML that JUnit's runners write and CI systems read: a {@code testsuite} for each test,
 * with a {@code testcase} for each kernel.
 */
public final class JUnitXmlReport implements SuiteListener {
  private static final String INDENT = "\n  ";

  private final Writer out;

  /** Creates a report that is written after the last test; it does not close the writer. */
  public JUnitXmlReport(Writer out) {
    this.out = out;
  }

  @Override
  public void finished(SuiteResult result) {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      xml.writeAttribute("name", "hidbpf test");
      counts(
          xml,
          result.cases().stream().mapToLong(c -> c.kernels().size()).sum(),
          result.cases().stream().mapToLong(JUnitXmlReport::failed).sum(),
          result.nanos());
      for (CaseResult test : result.cases()) {
        suite(xml, test);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
      out.write("\n");
      out.flush();
    } catch (XMLStreamException e) {
      throw new UncheckedIOException(
          e.getNestedException() instanceof IOException io ? io : new IOException(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long failed(CaseResult test) {
    return test.kernels().stream().filter(k -> k.status() == Status.FAILED).count();
  }

  private static long skipped(CaseResult test) {
    return test.kernels().stream().filter(k -> k.status() == Status.SKIPPED).count();
  }

  private static String reason(KernelResult kernel) {
    return kernel.failures().isEmpty() ? "" : kernel.failures().getFirst().message();
  }

  private static void counts(XMLStreamWriter xml, long tests, long failures, long nanos)
      throws XMLStreamException {
    xml.writeAttribute("tests", Long.toString(tests));
    xml.writeAttribute("failures", Long.toString(failures));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("time", seconds(nanos));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
  }

  private static void suite(XMLStreamWriter xml, CaseResult test) throws XMLStreamException {
    xml.writeCharacters(INDENT);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", clean(test.name()));
    counts(xml, test.kernels().size(), failed(test), test.nanos());
    xml.writeAttribute("skipped", Long.toString(skipped(test)));
    for (KernelResult kernel : test.kernels()) {
      xml.writeCharacters(INDENT + "  ");
      xml.writeStartElement("testcase");
      xml.writeAttribute(
          "name", kernel.kernel().isEmpty() ? "all kernels" : "kernel " + kernel.kernel());
      xml.writeAttribute("classname", clean(test.name()));
      xml.writeAttribute("time", seconds(kernel.nanos()));
      if (kernel.status() == Status.FAILED) {
        for (Failure failure : kernel.failures()) {
          failure(xml, failure);
        }
        xml.writeCharacters(INDENT + "  ");
      }
      if (kernel.status() == Status.SKIPPED) {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", clean(reason(kernel)));
      }
      verdicts(xml, kernel);
      xml.writeEndElement();
    }
    xml.writeCharacters(INDENT);
    xml.writeEndElement();
  }

  /** Writes a real kernel's verdicts as output of the test, one per line. */
  private static void verdicts(XMLStreamWriter xml, KernelResult kernel) throws XMLStreamException {
    if (kernel.verdicts().isEmpty()) {
      return;
    }
    xml.writeCharacters(INDENT + "    ");
    xml.writeStartElement("system-out");
    for (ComparedVerdict verdict : kernel.verdicts()) {
      xml.writeCharacters(clean(verdict.text()) + "\n");
    }
    xml.writeEndElement();
    xml.writeCharacters(INDENT + "  ");
  }

  private static void failure(XMLStreamWriter xml, Failure failure) throws XMLStreamException {
    xml.writeCharacters(INDENT + "    ");
    xml.writeStartElement("failure");
    xml.writeAttribute("message", clean(failure.message()));
    xml.writeAttribute("type", "expectation");
    xml.writeCharacters(
        clean(failure.place() + "\n" + String.join("\n", failure.details())) + "\n");
    xml.writeEndElement();
  }

  /** Replaces what XML 1.0 cannot represent at all. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean fine =
                  c == '\t'
                      || c == '\n'
                      || c >= 0x20 && c < 0xd800
                      || c >= 0xe000 && c < 0xfffe
                      || c >= 0x10000;
              clean.appendCodePoint(fine ? c : '?');
            });
    return clean.toString();
  }
}
