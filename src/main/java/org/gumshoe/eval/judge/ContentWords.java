// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;

/**
 * Whether a text speaks of a thing at all: whether it holds one of a list of words that the
 * pipeline never sees. A judge of manner can be fooled by manner; this is fooled by a single word
 * instead, so the list holds no word that plain stories use often. One word is enough: of texts of
 * 150 words one of {@link #DETECTIVE} is in 12 % of plain fiction and in 31 % of detective fiction,
 * two in 2 % and 12 %, which would leave hardly a text to count.
 */
public final class ContentWords {
    /**
     * Detection and crime, chosen by meaning. None is a seed of the concept or an inflection of
     * one.
     */
    public static final ContentWords DETECTIVE = new ContentWords(List.of((
            // deeds
            "burglary burglaries burgled robbery robberies larceny theft thefts stolen homicide manslaughter strangled strangling strangulation stabbed stabbing "
                    + "bludgeon bludgeoned poisoned poisoning kidnapped kidnapping abducted abduction blackmail blackmailed blackmailing forgery forgeries forged "
                    + "embezzlement embezzled swindle swindled arson smuggling smuggled assassinated assassination ransom perjury housebreaking burgling "
                    // doers
                    + "burglar burglars thief thieves robber robbers assassin assassins poisoner strangler kidnapper kidnappers blackmailer blackmailers forger "
                    + "swindler swindlers embezzler culprit culprits accomplice accomplices felon felons gunman gunmen gangster gangsters smuggler smugglers "
                    + "conspirator conspirators crook crooks housebreaker housebreakers pickpocket pickpockets cracksman prowler "
                    // those who look for them
                    + "sleuth sleuths constable constables sheriff coroner investigator investigators pathologist prosecutor "
                    // what they look for
                    + "corpse corpses alibi alibis fingerprint fingerprints footprint footprints bloodstain bloodstains bloodstained revolver revolvers "
                    + "cyanide arsenic strychnine chloroform prussic handcuffs handcuffed handcuff autopsy postmortem morgue inquest inquests motive motives "
                    // what they do
                    + "investigate investigated investigating investigation investigations interrogate interrogated interrogation forensic deduction deductions deduced "
                    + "arrest arrested warrant warrants testimony testified convicted acquitted guilty guilt incriminating unsolved "
                    // those who suffer, see and judge it, by what and where
                    + "victim victims killed killer killers witness witnesses suspect suspects suspected accused mystery mysteries jury "
                    + "verdict prisoner prisoners prison jail pistol pistols weapon weapons dagger daggers fraud gang gangs innocent innocence accuse accusation "
                    + "accusations hanged gallows custody tragedy poison poisons bullet bullets jewels diamonds kill killing robbed steal stealing stole "
                    // how they find out
                    + "inquiry inquiries enquiry enquiries proof proofs theory theories trace traced traces identity identify "
                    + "identified examined examination examinations discovery questioning questioned search searched missing disappearance mysterious mysteriously "
                    + "confess confessed confession confessions conspiracy conspiracies disguise disguised alias informer informers sergeant sergeants")
            .split(" ")));

    private final Set<String> words;

    /**
     * @param words each a single word; case does not matter, inflections must be listed
     * @throws BadInputException when there is none, or one is not a word
     */
    public ContentWords(Collection<String> words) {
        this.words = words.stream()
                .map(w -> w.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        this.words.forEach(word -> {
            if (!JudgeTokens.all(word).equals(List.of(word))) {
                throw new BadInputException("“" + word + "” is not one word; list single words, as “alibi”.");
            }
        });
        if (this.words.isEmpty()) {
            throw new BadInputException("A list of content words needs at least one word.");
        }
    }

    public Set<String> words() {
        return Set.copyOf(words);
    }

    /** How many of the text's words are on the list, repetitions counted. */
    public int count(String text) {
        return (int) JudgeTokens.all(text).stream().filter(words::contains).count();
    }

    /** Whether at least one is. */
    public boolean isIn(String text) {
        return count(text) > 0;
    }
}
