# SPDX-License-Identifier: Apache-2.0
"""Published vectors for the start-up self-test. Binary values are hex, long ones base85.

Sources: Ed25519 RFC 8032 §7.1 test 2; ML-DSA-65 the deterministic known-answer file of the
post-quantum crypto group (count 0), as in pyca/cryptography; HPKE the first record for ML-KEM-768
with X25519, HKDF-SHA256 and ChaCha20-Poly1305 of the working group's post-quantum vectors, its
first text sealed under the published key and nonce without associated data; ChaCha20-Poly1305
RFC 8439 §2.8.2; Argon2id RFC 9106 §5.3; SHA-256 FIPS 180-2 §B.1.
"""

from __future__ import annotations

import base64
from typing import Final

SHA256_TEXT: Final = b"abc"
SHA256_DIGEST: Final = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
ED25519_SEED: Final = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
ED25519_PUBLIC: Final = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
ED25519_MESSAGE: Final = "72"
ED25519_SIGNATURE: Final = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
CHACHA_KEY: Final = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
CHACHA_NONCE: Final = "070000004041424344454647"
CHACHA_HEAD: Final = "50515253c0c1c2c3c4c5c6c7"
CHACHA_TEXT: Final = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future,"
    b" sunscreen would be it."
)
CHACHA_SEALED: Final = (
    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca967128"
    "2fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab32"
    "4e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902e"
    "cbd0600691"
)
ARGON2ID_KEY: Final = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
WORDS_OF_ZEROS: Final = {
    "en": ("abandon", "art"),
    "ko": ("가격", "계단"),
    "ja": ("あいこくしん", "いってい"),
}
"""First and last word for 32 zero bytes: the words numbered 0 and 102."""
ML_DSA_65_SEED: Final = "f696484048ec21f96cf50a56d0759c448f3779752f0383d37449690694cf7a68"
ML_DSA_65_PUBLIC_SHA256: Final = "ab0f27cfe4f84d2a9fa74d48467439df9e5dd8401f8715f82ed70e43a371400a"
ML_DSA_65_MESSAGE: Final = "6dbbc4375136df3b07f7c70e639e223e"
ML_DSA_65_CONTEXT: Final = "480c658c0cb3e040bde084345cef0df7"
ML_DSA_65_SIGNATURE: Final = (
    "4xW%c{+&_pQ&zcoPEyZR%l+krmiOo%s{Sb<l7e}vv+SFxpmM^-irjMW!jx~+^{uqWBBJo+R(A2noV~%=uhE?NVOF*G_|"
    "Ou~f<^lS{xHTarZEtwB6uTbm@qJ}t<htVvqkU?oNbp-u1j#4)%><=lu98y^oSpz_y*#WRZfPI1>@-HtLA+NN!Z6PxPsI"
    "3(NQljcZ64m1qCO)=q;nq$gZ6Vw}Ntkp-(IJ6CAglC-ldG(CFkXsr~G=z8QJR%-$FA%v+T5_~5BMJ_ugNE+QPK*1fH9D"
    "lBB1d;QR@0x)gVoV~)B)UrNv+Xbp>ixm_(ZZI<bQ7w%1j9X!)M&aI8*^1eWZEAtrm}ORKe63AWJh9hz4=4wLo3u9QkVW"
    "{cHae!SC$+aojUxlG3#RA}VeAWv<%JBE?dth{((C3=ci)Ey!yCr-)LD)Ee0|#zv1^5`tbLChEtVOB$}PAA;|45_l+%2d"
    "7#hE!5mK7p73~DvKt7jP)kV(d4u*^(F4rW``A9u|EL=pbC}tyq>_E4aoZyOT%W2SBkku^Yht7|-wdJ`QA&1Z*?BsU<^7"
    "!jrF1YAm0P#zgiUkk}#Y(a9xeclv4QCM~opx=JrTEBTMQFdm^(Z36En;6q92rVn`aw~&{iqmo<@7`pLqzL!K>#!2x;=M"
    "=46aKwNm)aqhz=(^xP&5=t%W@ta8;s^<;n<4sguEo5U5j<x&$kJ{vH4<k~bryJjb%$+@=yc?z~B8&O*Bo(UB3e_kU5G8"
    "R`6i5n*lpQ?MTHKpOc|1!({2fn?&+;vlAEBJZ#Z$qNVMhy=!cv`=~9Sz6Si9-DRy0qOiBpR4s)H!*E`6a5CChE_Q?=e8"
    "WneGTqQ**<F$oPDV(MHaXECOo#kSwJF#5|=wfFECxt#1Di!;@XXAG*J2M^Etef8TCV=`VCFTc{<L~9ga}efCIw40uraM"
    "8eIK;j#TkYjADB{*;S9avpe=6o=9F<smcEA#Z0O#{?3Dom$MVWY0oD>O#E%d7f4nx0tn#(L>N0S%_!4NXCjWdVH=Ngnh"
    "_y*+!R0BD~@DAeh*9-_;v5|PRI%m;7d>zM>B<^>BqQZw49(`ygD>;N|{KGx;@mE2--7RD$S+}k@L9w1j;bpNE{9y7q2f"
    "9B6}D!MI{STGFRY>Sm9o`vMPekSRP|B3N_FB6`sO&?DP7;%<sZ8iQa4}x8y}hhhZBrU$<yXayM(FNERH}E5@lL2~d~Fm"
    "$Vdh4fB08yV8V7dHcQgfe^35;Y`ka`D4R%$t}-i<km9@JGcozQuyiS#Pjx0=?E`#MuvBkM@otJPE<D(rL6<H06+X3acx"
    "%nV0d|sXstkU*V|B;(CaLJ{qh^jLkN~!6X4;!HovQULTCC60<1YcaELo|KqtAdhuXZ-$-8CQ_i5_sG{Ue!TPj~Ic{Ac!"
    "x>2&dg8T@oNp4@$#K2~bLoM1!n@g4^0BS0gj0ad^MMNi)HbNef#CNcpmVq~DYiPy$?u25SENfK;twI@&@8;j_Qgi)uID"
    "f9mauN#a_*?80kts7`>$1I~PPemTED2E07Wb3;Gd!RIUsujiu|dtlL{`7fQwu?R0JU_>)X_WW?@0YKCX|nQ+*=<5nEdc"
    "49s~pjv-!98o=+Z$`(Da4$+L&B+d5vD;#0Yq%}f>+{eC~vYN(dN5s%^NB$?gy{}ClOdRdr$gy1oOCNFx}L$(`aP}w7L%"
    "gVuPrMbA+-tKpS_(5kak@GgrA`id+elpe^nDr!{XTR???Zer_V+&7}Y(&JP=|6=WcXhT+b)P0OweC3Z^Z)P`q5V0TwG2"
    "-k=q&6H5yMVNO;N2h-+R~+iJh*+-@O}z1-kNK;o5kZx*fsJ*sr9*J!U9b*rtL7wkvOtjwBJ&p(W=OLibO=ivs3Rm8L%#"
    "jvThc2<D-&SJI@oT6rw2DhJ)Jr<_<=&JMlJ>am$fJ|k!Ow0KiQM19JVQR_YV2G2<}B8*G|gq83P69*#UbtE^DXbbf~%3"
    "$Qde31q>_S-eVXAN9!eu8BBm-<u;hYW|&szeo;?r-M8F01(bNysF#zpP}DqBNePJWRIB8Nm9>eGJ=T+bgANTr+>4=d`O"
    "?HYZ=0{z!XlNCm!dpJzpEuDvirb9z~Hu*#Dw8N@Zd&=3&BVSP0XfIspryR$?giP`uX4qHd<`c9yzGW!(Ldl|kWYeJC@("
    "F(%U1gqI%V!h+Tk+L}Yo6pm8LUr2D#1VlW0kIc{P{&37lwx!YKaue;Q(AxPYvNlpqcKKi>#p!0UdXmqt=YJKS;e~N5mV"
    "_K;uQt*az+DQ#==&ee->9Gp=r&bimKZbf!IlQ+5wsrn*#N*`MAK4s1aVvJLXg)suW@4T!2bJ8yvBbsB=Oy%6dYquITGe"
    "MH-_Bo0USN#$J-6r%Mz>JsOR2gm0&WV3_POGtyN))T>l1j6z(xyOg^x+fpN}xtY2#p_&i*wnqFymxC=faxMz+z&M%6&K"
    "Jj%1F(@%F98O$C|+)luL&|=3&YsgBv)LOR+Ab{!%UOd8hP?jneA~ZmoSzvwPRY~XYJJCd+F5Sl#pMIJbY@|JJK1xtb91"
    "1V)(7>FsCca!Cr-ix#F-_6b`vxt=V8Wk}&PFl3m%S-negaP%r%JzM5sJo^0&)7$f=3GH)r1lrW(5cI9xBiC!kKH(WA%D"
    "Z}G`6h}(<72S}}ypCb~FAGwOJ+S4aKz+HKJX|PZ<F<f=FkX|#pBt7cYF#MDX=&lr(da7JG42~;I3S3S+i(W6m3JOA!Jy"
    "J!zhx40x;;r$7XvY4v~Ow`Yk9;*$u7I?OUO?S9{<3zjXoxv)1Nsca`9tI%^T5psOnl&;6=n<8P!X|hUxnbGE6Yw1(Q;m"
    "qK|uKD1k(}ZMpxSHic!BOZRr^J|}b^*WTEXM7r3c!6<Z?mpy#g*n|Es65DF`Zl2-a!HMDL`F|cGvWUfZZRatvhNustNw"
    "A%>S*6df$UH{gJ44Uu>0)r<he@NaMhz1Z#Ono#HSs>GDd>Y}cc_OnHEMxtF_Cz8V-N^sQ2;V0@UfAqU|7$B3Ep|n5N%h"
    ")w`uW01x(Bqur!PIAn~G&%8&3a5&f=w(N#D*S>&wW#W$6BYjvAi1FNyJTHMcZ9x%=ucs;*$LLF?S;YP;Z$_=9jg>}g`1"
    "~D<gPgm?t?_Z?^e?B|r{w+B`hmVk6<;Ub~`a@S+WVWUE9=8?Z&l;r^-xGo~F?&EASMjDF@QM!Ys%t}V<`4r@FaN9i<7n"
    "$fQZTpjT!6oGt|ObB>x|_~WWT^@Aixy|sx6v|YM)-x*pVwv8$%f@uHoSg@xfe(_xnSE%E2Uri&a#TIpXoG$D}nZO6yiI"
    "eP<4(A{Vl9G+zI!qkIJ1&!0_-oQdMq9^=p0r9L*2R)7lh4kHaLRY4T#ow9Z4_}nzDZ!XNJhTs^y>4G3ZsTplf{+`KFt}"
    "pcbf>sDgBL`BIs30_unL@~WWaYb*9<F`n%c4{aSxY}3N+j0&CD9lvh`Hw6Mi!%|Z39w1j5Nm<gxJO9z7s?O-(gefBM)u"
    "?KE@LsTJu^<j9Q{6vPCS&BP+a+O-q6<?cbKjn-;Htg=+qtT4wnaxEn1}@5E8&^Vux>s0Rw0IalXRw@JadO~tI)P`0I0k"
    "di6=k!l?MR&XCzpqCOP2M)4LHyEa6-Kn(7k#YaM{-s{=l=&XaVbDzV28^?}<bek}la}c0G@epd+mZ0_4W0SZv}MYZ!Ca"
    "pH`<m?qb3^MEn;>eS+hE%<m;s5JD`h9)`Ep}KMVYl#+P47T{4gzNXE<M&EO@k&ETJkE)pd0%ky`^z)}J(U#UPjbV0hhr"
    "_C_m$3+`o@1rRoJH5na{05kDBek;^G)Fb=tN2*jee`mf`gTcdv##uz0@&W@T0@B++5FFc8L*4x9Wh`4faUGK^EF$b@C2"
    "JW@TgtPp1x*67E^(8`!z!bxSb{9ok#QIGHEFFvrLziTcoS99FY~)_w`4H4=;b)yOjHq|o^R~L2yKS0zvP!OP*%|vU=~|"
    "PI5Ps)MjC$)EevjnOf$zE98RinT~+Kho4<XAVmf;(cD~cGHE!4siXP{3DXVPV*>0+GPp3e%fUa+`c8q7O#m<G?@bq9N{"
    "mr!VM#c;zc=p;$GyDdiWM8#nn}F$UZ+NOo;l<AW`y`Pq=tK1h>0qD9X}+3f!i`o4*1X(nz~;(VQWP#3W_goe$3^j|Pwf"
    "NLa(3dM{`z6GBP(-tgTcb-H&Umpy2AHIX^WczIzRvtDsXIdkJA7E0000000000000000000000000000084-*y|9s"
)
HPKE_X25519_SEED: Final = "0103e939648ba6c0315e68b753118d8bdc525a818e3af3dab12701fd6591467c"
HPKE_ML_KEM_768_SEED: Final = (
    "6ced3f3146077ee0e3368ba751da2845dfdd217e4515215dc4a709b95550b077"
    "7b627e126d624fb028b74c597827a2ae8c063ce05df4444cf6caca5deb6f6114"
)
HPKE_PUBLIC_SHA256: Final = "ad8aaf3f00d8a39bfeec2947a7d5dde68be08bba19bd301a348a45dc5fcc8341"
HPKE_INFO: Final = (
    "34663634363532303666366532303631323034373732363536333639363136653230353537323665"
)
HPKE_TEXT: Final = b"Beauty is truth, truth beauty"
HPKE_SEALED: Final = (
    "CUu;9B9cC(%$#`R;Y^RlEz1gK&O}BDW|xY8>1bXIZ6cYSnWOO%!w06-vgS3B^d5>e7P?}PgLc+rRdNRAmac~b1^;WHfh"
    "8tuz;;%0zRHmOTy3rmJ=)PwU}dS)@|WPl=L@t!mL2kKdKuT99{1v`UQ@FwJbO+D@~<l9STLjL(aS2qlP|%Z#X~~_wk(|"
    "i21U=6q;-)!rPq2WD~LcYN_VRlu$5Wd=&5XHqI>F(WjyN2JtvE9(NO-AZQ3ZYa%N@8M#{4TWABOUhmZWnOsXe(U8@<C8"
    "9HZ{aV6{335MJjnR}0PgxApGe0l#%XdoOLK?3!sGa~&xscZIC*$kT=V+G(Ev9m;;qx4v?>5d;Q7BYfdJ1_x@weI`OfcI"
    "z6x##)!G2xYfgNL5H!L_>v9*Hn4L`sG3?G~F5(ozr9dukCG6!X2J^Bn~8P*N+YQ2{DqpQ6nnl2|;+tJhrux1k@=fL6p5"
    "xbWbUWi`K>V|;#LN*d|8=?DIu6eK?rVqVEAmsy^wNgJK17`2AteKf}>k_Fv%&koJMV70EK&$-;B5NY$`{Es&peDko0>P"
    "DS}7rmntky)7|natI?_jaK8mTgBu%k8eL6CK`#JhA(?xM`%o9O{ZldM;AuSHDgC>?4_8UkHc<($AU5F9>v06img2gk60"
    "25=rN+k)ENjU;(WYP#vKd?iq!Zl>u8z7;=#<($w|cg-;Yp;BYv-i?Xzs`0dLaaKaEO_h{7!p|m4%IKal^N}Pe44!<b$l"
    "?Bsu30o^z$EXm`9)N7K$C~rJgvhp6cz6Wkbl)pUzG}q~)G#FGU(hjB3VhUDlSr+fRS~&qzHgjOgq##8_7Ngm4VpURL1v"
    "q#MY^bW&BIJN^_O2sk*9x#?4rV6zUDdxl8hU?l@s$-M`T`uRYbw$sPjF4DZ$UZ=0abfTJQFsH#(@IfypQr%jLe41$k3c"
    "@5dU6MlOfWgOQzQoy-00i1+{b7k^7h=&4!Rs(7|P>zVpib6xQC{3SM1sTY5CdoX*lspsU`1TP}YY)=<`xDNX3{`jN1rt"
    "v~EHOMe9j3ky3f@AQ#HXW1rwC7rUx|G7Na@`Z|i6&A^{+;npc@|nUn7RF99J_~2C9x9~`K+`;Q6*u|eZ~oj2!~J1a7^7"
    "^gynb<q@H;D)oxmjc6Jvs94SzhSze;B^s34*-8gibxHU4q8{G86DiNLoRam=1eZ9B_wBcOpjq|{ma*QipKp>n^I8z<5w"
    "qSR4MCPCrM|yo5lj{#8U+L!sIhVl&1n+4tA!D3|*phAB=7?<!IqQ5`HGbt!frk(oSvM2(rr$Tea04}ll+X2=`G+i^EB9"
    "jJ1eqdzx-V5C14W(8X?PCsjhm}MK-q2_M~?=!J7CGbu?>*p9Y<FVsY$Djo0;2g!uX=6eaj`xHn%h1z?*`Zsn@ZdXuz7-"
    "Cj<GkeKgUd%dg}tbM<`=vy#TS(%Qnm$>ip3-s^gaaldCD#b`8;B#Ofa>KAE$k`kUR8Dy66R+wsrrv"
)


def unfold(text: str) -> bytes:
    """The bytes of a long vector written in base85."""
    return base64.b85decode(text)
