"""Words that people write all day in each language and that ask a shop for nothing by themselves."""

from __future__ import annotations

ORDINARY = {
    "fr": """
        je tu il elle on nous vous ils que qui quoi dont où quand comment pourquoi mais ou donc car ni pas plus moins
        très bien mal trop peu avec sans pour par sur sous dans chez entre vers avant après depuis pendant alors aussi
        encore déjà toujours souvent ici là hier demain matin soir nuit jour semaine mois année heure minute maison
        famille enfant mère père frère soeur ami homme femme fille garçon école travail route ville pays eau pain lait
        riz savon sac robe table chaise porte voiture téléphone photo image rouge bleu vert noir blanc jaune grand petit
        beau bon cher vrai faux nouveau vieux chaud froid être avoir faire dire aller voir savoir pouvoir vouloir venir
        prendre mettre donner trouver parler manger boire dormir lire jouer rire chanson film match santé marché prix
        tissu mil maïs thé sel sucre huile chef place fond seul vite loin près mieux même autre chaque tout rien
        """,
    "en": """
        i he she we they it this that these those what when why how but or so because not very well too also here there
        now then soon today tomorrow morning night day week month year hour minute house home family child mother father
        brother sister friend man woman girl boy school work road town country water bread milk rice soap bag dress
        table chair door car phone photo picture red blue green black white yellow big small nice good dear true false
        old hot cold be make say go see know can will come take put give find speak eat drink sleep read play laugh song
        film match health market cloth tea salt sugar oil place fast far near better same other each all nothing with
        from into over under before after between about more most much many few his her our their do does did was were
        has had have would could should may might must let us them him who whose which by at on in of off out
        """,
    "sw": """
        mimi wewe yeye sisi ninyi wao huyu hiki hili hivyo nini nani lini kwa kwamba lakini au ili basi pia hata tena
        sana kidogo wengi chache mbali karibu mapema asubuhi mchana jioni usiku siku wiki mwezi mwaka saa dakika
        familia mtoto mama baba kaka dada rafiki mwanaume mwanamke shule kazi barabara mji nchi maji mkate maziwa mchele
        sabuni mfuko nguo meza kiti mlango gari simu picha nyekundu bluu kijani nyeusi nyeupe njano kubwa ndogo nzuri
        mbaya kweli uongo zamani moto baridi kuwa fanya nenda ona jua weza njoo chukua weka leta ongea kula kunywa lala
        soma cheza wimbo afya soko kitambaa chai chumvi sukari mafuta haraka polepole ingine kila bila chini juu ndani
        nje nyuma mbele pamoja peke jana kesho leo mvua jua mungu pole karibuni ukweli nyumba
        """,
    "pt": """
        eu tu ele ela nós eles elas que quem quando porque mas ou então muito pouco bem mal também ainda já sempre nunca
        aqui ali lá ontem amanhã manhã noite dia mês ano hora minuto casa família filho mãe pai irmão irmã homem
        mulher menina rapaz escola trabalho rua cidade país água pão leite arroz sabão saco vestido mesa cadeira porta
        carro telefone foto vermelho azul verde preto branco amarelo grande pequeno bonito bom caro verdade velho quente
        frio ser ter fazer dizer ir ver saber poder querer vir dar achar falar comer beber dormir ler jogar rir canção
        filme jogo saúde mercado pano chá sal açúcar óleo lugar depressa longe perto melhor mesmo outro cada todo com
        sem por para sobre sob entre até desde antes depois durante nas nos ao aos dele dela isto aquilo chuva
        segunda terça quarta quinta sexta sábado domingo par marca cor
        """,
}
