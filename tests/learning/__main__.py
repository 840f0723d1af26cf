"""`make train`: teaches all models of the program in order, from the texts that are for training alone."""

from parsers.agreements import parties as signing
from parsers.campo import linear
from parsers.campo import tells as practice
from parsers.lines import roles as judging
from parsers.lines import topics as about
from parsers.practices import leads as edges
from tests.accuracy.labelled import passages, rows, telling, train
from tests.accuracy.opinion_figures import measure, show
from tests.learning import acts, borders, corpus, dates, leads, opinion, parties, roles, tells, titles, topics
from tests.learning.weights import teach, written


def main() -> None:
    # The roles look at what the topics say, so the topics come first. They learn from passages only: of texts that
    # they had learned from they would speak more surely than of those to come.
    about.SHIPPED.write_bytes(topics.teach(list(passages())).dump())
    print(f"written: {about.SHIPPED.name}", flush=True)
    words, aside = opinion.teach(train())
    linear.SHIPPED.write_bytes(words.dump())
    print(f"written: {linear.SHIPPED.name}\n{show({'each writer aside': aside} | measure())}", flush=True)
    practice.SHIPPED.write_bytes(tells.teach(telling()).dump())
    print(f"written: {practice.SHIPPED.name}", flush=True)
    documents = [*corpus.taught(), *corpus.terse()]
    judging.SHIPPED.write_bytes(roles.teach([*documents, *corpus.regular()]))
    print(f"written: {judging.SHIPPED.name}", flush=True)
    borders.SHIPPED.write_text(borders.taught(), encoding="utf-8")
    print(f"written: {borders.SHIPPED.name}", flush=True)
    leads.teach(documents, [row for _, row in rows("passages")], edges.SHIPPED["lead"], edges.SHIPPED["tail"])
    print(f"written: {', '.join(file.name for file in edges.SHIPPED.values())}")
    acts.main()
    dates.write()
    titles.write()
    signing.WEIGHTS.write_text(written(teach(parties.taught())), encoding="utf-8")
    print(f"written: {signing.WEIGHTS.name}")


if __name__ == "__main__":
    main()
