// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContributorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Doyle, Arthur Conan, 1859-1930 | Doyle, Arthur Conan | 1859 | 1930 | '' | Arthur Conan Doyle",
                "Chesterton, G. K. (Gilbert Keith), 1874-1936 | Chesterton, G. K. (Gilbert Keith) | 1874 | 1936 | '' |"
                        + " G. K. Chesterton",
                "Aesop, 621? BCE-565? BCE | Aesop | -621 | -565 | '' | Aesop",
                "Homer, 751-651 BCE | Homer | -751 | -651 | '' | Homer",
                "Horace, 66 BCE-8 | Horace | -66 | 8 | '' | Horace",
                "Bangs, John Kendrick, 1862- | Bangs, John Kendrick | 1862 | - | '' | John Kendrick Bangs",
                "Lyon, Kate, -1901 | Lyon, Kate | - | 1901 | '' | Kate Lyon",
                "Wood, Henry, Mrs., 1814-1887 [Editor] | Wood, Henry, Mrs. | 1814 | 1887 | Editor | Henry Wood",
                "Marcus Aurelius, Emperor of Rome, 121-180 | Marcus Aurelius, Emperor of Rome | 121 | 180 | '' |"
                        + " Marcus Aurelius",
                "Various | Various | - | - | '' | Various",
                "X-Ray, Ann | X-Ray, Ann | - | - | '' | Ann X-Ray",
                "'' | '' | - | - | '' | ''"
            })
    void namesDatesAndRoles(String entry, String name, Integer born, Integer died, String role, String shown) {
        Contributor person = Contributor.parse(entry);

        assertThat(person).isEqualTo(new Contributor(name, born, died, role));
        assertThat(person.displayName()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "1887,1887,1887",
        "1841-1930,1841,1930",
        "-1900,-2147483648,1900",
        "1900-,1900,2147483647",
        "600BCE-400 BCE,-600,-400"
    })
    void rangesOfYears(String text, int from, int to) {
        assertThat(YearRange.parse(text)).isEqualTo(new YearRange(from, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "x", "1930-1841", "18 41", "12345"})
    void whatIsNoRange(String text) {
        assertThatThrownBy(() -> YearRange.parse(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("1841-1930");
    }

    @Test
    void aYearThatIsNotKnownIsInNoRange() {
        assertThat(YearRange.parse("1-2000").contains(null)).isFalse();
    }
}
