"""Given names that are no English word beside it, and their capitals, which recognised speech may lack."""

from __future__ import annotations

import re

_GIVEN = frozenset(
    re.findall(
        r"\w+",
        """
aaron abdul abdullah abigail abraham adam adele aditi adrian adriana agnes agnieszka ahmed aidan aiden aisha akira
alan alana albert alberto alec alejandra alejandro alessandra alessandro alessia alex alexa alexander alexandra
alexandre alexei alexis alfie alfred ali alice alicia alina alisha alison allison alma alyssa amanda amelia amina amir
amira amy ana anastasia anders andre andrea andreas andrei andrew andrey andy angela angelica angelina angus anika
anita anja ann anna annabel anne annie annika anthony anton antonia antonio anya archie ariana arjun arthur arturo
asha ashley astrid aurora ava axel barbara barry bartosz beatrice beatriz becky ben benedict benjamin benny bernard
bernd beth bethany betty bianca birgit bjorn blake bob bobby brandon brenda brendan brian bridget britta bruce bruno
bryan caitlin caleb callum cameron camila camille carl carla carlo carlos carmen carol carolina caroline caterina
catherine cathy cecilia celine cesar charles charlie charlotte chiara chloe chris christina christine christoph
christopher ciara cindy claire clara claudia claudio clemens colin colleen connor conor craig cristina cynthia daisuke
damian dan daniel daniela danielle danny daphne darren dave david deborah debbie deepak dennis derek diana dieter
dimitri dmitri dominic dominik donald donna dora dorothy doug douglas duncan dylan eddie edgar eduardo edward edwin
eileen elaine eleanor elena eli elias elijah elisa elisabeth elise eliza elizabeth ella ellen ellie elsa emil emilia
emilio emily emma emmanuel enrico enrique eric erica erik erika erin esther ethan eugene eva evan evelyn ewa fabian
fabio farid fatima felicia felicity felipe felix fernanda fernando filip fiona florian francesca francesco francis
franz fred freddie frederick freya frida friedrich gabriel gabriela gabriella gareth gary gavin geoff george georgia
gerald gerard giacomo gianna gilbert gina giorgio giovanni giulia giulio giuseppe gloria gordon graham greg gregory
greta guido gustavo hamza hana hank hannah hannes hans harold harriet harry hassan heather hector heidi helen helena
helene helga henrik henry herbert hiroshi holger howard hugh hugo hussein ian ibrahim ida ignacio igor ilse imran ines
ingrid irene irina irma isaac isabel isabella isabelle isla ismail ivan ivana jack jackie jacob jacqueline jaime jakob
jakub james jamie jan jana jane janet janice jasmine jason javier jeff jeffrey jennifer jenny jens jeremy jerome jerry
jess jesse jessica jill jim jimmy joan joanna joanne joao jochen joe joel johan johanna johannes john johnny jon jonas
jonathan jordan jorge jose josef joseph josephine josh joshua josie joyce juan juanita judith judy julia julian
juliana julie juliet julio juergen jurgen justin justine kaito kamil karen karim karin karl karla karolina katarina
kate katharina katherine kathleen kathryn kathy katie katja katrin kayla keiko keith kelly ken kenji kenneth kerstin
kevin khalid kim kimberly kirsten klaus konrad kristen kristina kurt kwame kyle lara larry lars laura lauren laurence
layla lea leah lee leila lena lennart leo leon leonard leonardo leonie leroy leslie lewis liam lidia lilian lily linda
lindsay lisa liz lizzie logan lorena lorenzo lorna lottie louis louisa louise luca lucas lucia lucy luigi luis luisa
lukas luke luna lydia lynn maciej mackenzie madeleine madison magda magdalena magnus maja malcolm malik manfred manuel
manuela marc marcel marcela marcello marco marcos marcus margaret margarita maria mariam mariana marie mario marion
marisa marius marjorie markus marlene marta martha martin martina marvin mary mateo mathias mathilda matilda matteo
matthew matthias maureen maurice maurizio maya megan mehmet mei mel melanie melissa mia michael michaela michal michel
michelle miguel mika mike mila milan milena millie mina miriam mitchell mohamed mohammad mohammed moira molly monica
monika morgan moritz muhammad murat mustafa nadia nadine nancy naomi natalia natalie natasha nathan neil nelson niall
nicholas nick nicola nicolas nicole nigel nikolai nikita nina noah noel noemi nora norbert norman olaf oleg olga
oliver olivia omar oscar oskar otto owen pablo paola paolo pascal patricia patrick paul paula pauline pavel pedro
peggy penelope percy pete peter petra phil philip philipp phoebe pierre pietro piotr pranav priya quentin rachel
rafael rahul raj rajesh ralf ralph ramon randy raphael raquel rashid raul raymond rebecca regina reinhard renata rene
rhys ricardo richard rick ricky rita rob robert roberta roberto robin rocio rodrigo roger roland rolf romain ronald
ronnie rory rosa rosalie rosie ross roy ruben rudolf rupert russell ruth ryan sabine sabrina sally salma salvatore sam
samantha samir samuel sandra sandro sanjay santiago sara sarah sasha saskia scarlett scott sean sebastian selina
serena sergei sergio seth shane shannon sharon sheila shirley shreya sibylle sid sigrid silvia simon simone sofia
sonia sonja sophia sophie stacy stan stanley stefan stefania stefano steffi stella stephanie stephen steve steven
stuart susan susanna susanne suzanne svetlana sven sybille sylvia tamara tania tanja tanya tara tariq tatiana ted
terence teresa terry tessa thea theo theodore theresa thiago thomas thorsten tilly tim timothy tina tobias toby todd
tom tomas tomasz tommy toni tony tracy trevor tristan tyler uli ulrich ulrike ursula uwe valentina valerie vanessa
vera verena veronica vicky victor victoria vijay vikram vincent vincenzo vivian vivienne vladimir walter wanda warren
wayne wendy werner wilhelm william wolfgang xavier yannick yara yasmin yasmine yolanda yosef youssef yuki yuri yusuf
yvette yvonne zach zachary zara zoe zofia zuzanna
""",
    )
)
_WORD = re.compile(r"\b[a-z]{2,12}\b(?!')|\b[a-z]{2,12}(?='s\b)")


_OF_KIN = re.compile(
    r"\b(my (?:\w+ )?(?:sister|brother|son|daughter|friend|cousin|dog|cat|puppy|kitten|horse) )"
    r"(?!food\b|house\b|bed\b|litter\b|toy\b|sitter\b|walker\b|in\b|and\b|who\b|that\b|also\b|still\b|now\b|"
    r"just\b|both\b|really\b|always\b|never\b|only\b|"
    r"here\b|there\b|alone\b|often\b|once\b|already\b|is\b|was\b|has\b|does\b|name\b)([a-z]{3,12})"
    r"(?= (?:is|lives|works|was|studies)\b)"
)


def with_capitals(text: str) -> str:
    """Write given names with a capital: "my sister ana" → "my sister Ana"."""
    text = _WORD.sub(lambda found: found[0].capitalize() if found[0] in _GIVEN else found[0], text)
    return _OF_KIN.sub(lambda found: f"{found[1]}{found[2].capitalize()}", text)
